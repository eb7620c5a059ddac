"""Where the entries of a published procurement file stand, whatever shape the file was given."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from application.decp.entries import EntryKind, Repair, UnreadableProcurement
from infrastructure.formats import decp_terms as words
from infrastructure.formats.decp_values import is_list, is_object, quoted

CONCEDING = frozenset({"contrat de concession", "concession"})
"""What an entry calls itself in a list that mixes both."""


def located(content: bytes, repairs: list[Repair]) -> Iterator[tuple[EntryKind, str, Any]]:
    """Every entry and where it stands; the lists may be bare, single or mixed. Raises UnreadableProcurement."""
    document = _parsed(content, repairs)
    top = document.get("marches", document) if is_object(document) else document
    if is_list(top):
        repairs.append(Repair(rule="bare-list", path="marches", before="", after=""))
        for at, value in enumerate(top):
            yield _kind(value), f"marches[{at}]", value
        return
    if not is_object(top) or not any(kind in top for kind in EntryKind):
        raise UnreadableProcurement("procurement-without-contracts")
    for kind in EntryKind:
        for at, value in enumerate(_several(top.get(kind), kind, repairs)):
            yield kind, f"marches.{kind}[{at}]", value


def raw_entries(content: bytes) -> list[Any]:
    """What stands in the file, entry by entry, untouched."""
    return [value for _, _, value in located(content, [])]


def _parsed(content: bytes, repairs: list[Repair]) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        repairs.append(Repair(rule="read-as-cp1252", path="", before="", after=""))
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise UnreadableProcurement("procurement-not-json", quoted(str(error))) from error


def _several(held: object, kind: EntryKind, repairs: list[Repair]) -> list[Any]:
    if is_list(held):
        return held
    if not held:
        return []
    repairs.append(Repair(rule="single-entry", path=f"marches.{kind}", before="", after=""))
    return [held]


def _kind(value: Any) -> EntryKind:
    if not is_object(value):
        return EntryKind.CONTRACT
    conceded = words.plain(str(value.get("_type", ""))) in CONCEDING or "autoriteConcedante" in value
    return EntryKind.CONCESSION if conceded else EntryKind.CONTRACT
