"""A BPMN drawing being made: nodes and flows by scope, and their XML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from infrastructure.formats.bpmn_names import BPMN, PALABRE

_ALLOWED = {"\t", "\n", "\r"}


@dataclass(slots=True)
class Shape:
    """A node: its element, name, attributes, event definition (element, inner element, text), documentation."""

    id: str
    kind: str
    name: str = ""
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    definition: tuple[str, str, str] | None = None
    """Element of the event definition, element within it or attribute that refers (`messageRef`), text or id."""
    documentation: str = ""
    role: str = ""
    inner: "Canvas | None" = None


@dataclass(slots=True)
class Line:
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""


@dataclass(slots=True)
class Canvas:
    """A process or sub-process."""

    shapes: dict[str, Shape] = field(default_factory=dict[str, Shape])
    lines: list[Line] = field(default_factory=list[Line])

    def into(self, target: str) -> list[Line]:
        """The flows that lead to a node."""
        return [line for line in self.lines if line.target == target]

    def canvases(self) -> Iterator["Canvas"]:
        """This one and all inside."""
        yield self
        for shape in self.shapes.values():
            if shape.inner:
                yield from shape.inner.canvases()


def clean(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in _ALLOWED).translate(_NEVER)


_NEVER = dict.fromkeys([0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


def attribute(text: str) -> str:
    """The text as a quoted attribute."""
    return quoteattr(clean(text))


def body(text: str) -> str:
    """The text between tags."""
    return escape(clean(text))


def canvas_xml(canvas: Canvas) -> str:
    """Every node and flow of a canvas. Flows into and out of each node are counted once."""
    incoming: dict[str, list[str]] = {key: [] for key in canvas.shapes}
    outgoing: dict[str, list[str]] = {key: [] for key in canvas.shapes}
    for line in canvas.lines:
        incoming[line.target].append(line.id)
        outgoing[line.source].append(line.id)
    shapes = [_shape(shape, incoming[shape.id], outgoing[shape.id]) for shape in canvas.shapes.values()]
    return "".join([*shapes, *(_line(line) for line in canvas.lines)])


def _shape(shape: Shape, incoming: list[str], outgoing: list[str]) -> str:
    attributes = {"id": shape.id, **({"name": shape.name} if shape.name else {}), **shape.attributes}
    written = "".join(f" {name}={attribute(value)}" for name, value in attributes.items())
    inside = [f"<bpmn:documentation>{body(shape.documentation)}</bpmn:documentation>"] if shape.documentation else []
    inside += [f"<bpmn:incoming>{one}</bpmn:incoming>" for one in incoming]
    inside += [f"<bpmn:outgoing>{one}</bpmn:outgoing>" for one in outgoing]
    if shape.kind == "userTask" and shape.role:
        inside.append(_owner(shape))
    if shape.inner:
        inside.append(canvas_xml(shape.inner))
    if shape.definition:
        inside.append(_definition(shape.id, *shape.definition))
    return f"<bpmn:{shape.kind}{written}>{''.join(inside)}</bpmn:{shape.kind}>"


def _owner(shape: Shape) -> str:
    expression = f'<bpmn:formalExpression id="{shape.id}_role">{body(shape.role)}</bpmn:formalExpression>'
    assigned = f"<bpmn:resourceAssignmentExpression>{expression}</bpmn:resourceAssignmentExpression>"
    return f'<bpmn:potentialOwner id="{shape.id}_owner">{assigned}</bpmn:potentialOwner>'


def _definition(owner: str, kind: str, inner: str, text: str) -> str:
    if inner.endswith("Ref"):
        return f'<bpmn:{kind} id="{owner}_definition" {inner}={attribute(text)}/>'
    if not inner:
        return f'<bpmn:{kind} id="{owner}_definition"/>'
    expression = f'<bpmn:{inner} xsi:type="bpmn:tFormalExpression">{body(text)}</bpmn:{inner}>'
    return f'<bpmn:{kind} id="{owner}_definition">{expression}</bpmn:{kind}>'


def _line(line: Line) -> str:
    name = f" name={attribute(line.name)}" if line.name else ""
    ends = f'sourceRef="{line.source}" targetRef="{line.target}"'
    if not line.condition:
        return f'<bpmn:sequenceFlow id="{line.id}"{name} {ends}/>'
    expression = f'xsi:type="bpmn:tFormalExpression">{body(line.condition)}</bpmn:conditionExpression>'
    return f'<bpmn:sequenceFlow id="{line.id}"{name} {ends}><bpmn:conditionExpression {expression}</bpmn:sequenceFlow>'


HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xmlns:palabre="{PALABRE}" id="definitions" targetNamespace="{PALABRE}" exporter="Palabre">'
)
TAIL = "</bpmn:definitions>"
