"""The procedure itself, carried in a BPMN file made from it, and believed only while the drawing is the same."""

import base64
import hashlib
import json
import zlib

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from domain.procedure.definition import Procedure
from infrastructure.formats.bpmn_model import Model, Node
from infrastructure.formats.bpmn_names import PALABRE

_LARGEST = 8 * 1024 * 1024
_ADAPTER: TypeAdapter[Procedure] = TypeAdapter(Procedure)


def packed(procedure: Procedure) -> str:
    """The procedure as text for an extension element; empty for one with texts that no file can hold (half letters)."""
    try:
        plain = _ADAPTER.dump_json(procedure)
    except PydanticSerializationError:
        return ""
    return base64.b64encode(zlib.compress(plain, 9)).decode()


def carried(read: Model) -> Procedure | None:
    """The procedure that the file was made from; None where there is none, or the drawing was changed since."""
    for extensions in read.process.element.named("extensionElements"):
        for one in extensions.children:
            if one.namespace == PALABRE and one.name == "procedure" and one.get("drawing") == fingerprint(read):
                return _unpacked(one.text)
    return None


def _unpacked(text: str) -> Procedure | None:
    """The procedure again; None for what was damaged, or is larger than any procedure."""
    try:
        reading = zlib.decompressobj()
        plain = reading.decompress(base64.b64decode("".join(text.split()), validate=True), _LARGEST)
        return None if reading.unconsumed_tail else _ADAPTER.validate_json(plain)
    except (ValueError, zlib.error, ValidationError):
        return None


def fingerprint(read: Model) -> str:
    """A digest of all that steers the process, however it is laid out, indented or prefixed."""
    nodes = sorted((_node(node) for node in read.process.walk()), key=lambda one: one[0])
    flows = sorted(
        [flow.id, flow.source.id, flow.target.id, flow.name, flow.condition]
        for node in read.process.walk()
        for flow in node.outgoing
    )
    whole = json.dumps([nodes, flows, sorted(read.lanes.items())], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _node(node: Node) -> list[str]:
    steering = ("attachedToRef", "cancelActivity", "default")
    definition = [node.definition.name] if node.definition else []
    if node.definition:
        definition += [node.definition.get(name) for name in ("messageRef", "signalRef", "errorRef")]
        definition += [" ".join(part.text.split()) for part in node.definition.children]
    written = [node.element.get(name) for name in steering]
    return [node.id, node.kind, node.name, node.scope.element.get("id"), node.lane, *written, *definition]
