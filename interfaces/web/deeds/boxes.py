"""What a form asks for: the fields of a command as boxes to fill in, each with what may stand in it."""

import types
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from application.nouns import fields_of
from domain.values import Digest, Evidence, Money, Protected
from interfaces.web.deeds.choices import Choices
from interfaces.web.deeds.labels import FIXED, HINTS, LABELS, LONG, SKIPPED

ROWS = 4
"""How many empty rows a list offers beside what is there."""
SIMPLE = {date: "date", int: "number", Decimal: "decimal", bool: "checkbox", Money: "money", Evidence: "file"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One thing to fill in. `kind` says how; a group and the rows of a list hold boxes of their own."""

    name: str
    label: str
    kind: str
    required: bool = False
    hint: str = ""
    options: Sequence[tuple[str, str]] = ()
    value: str = ""
    boxes: Sequence["Box"] = ()
    begun: bool = False
    """Whether it holds something before anybody has filled it in."""
    numbered: bool = False
    """Whether a row carries its place as its number."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the boxes of a command about one subject, for one visitor."""

    command: str
    choices: Choices

    def boxes(self, command: type) -> list[Box]:
        """Every field that the visitor fills in."""
        skipped = SKIPPED.get(self.command, frozenset())
        return [
            self.box(one.name, one.hint, required=one.required)
            for one in fields_of(command)
            if not one.supplied and one.name not in skipped and _core(one.hint) is not Protected
        ]

    def box(self, name: str, hint: Any, *, required: bool, value: str = "") -> Box:
        """The box of one field."""
        last = name.rpartition(".")[2]
        core, label = _core(hint), LABELS.get(f"{self.command}.{last}") or LABELS.get(last, last)
        made: dict[str, Any] = {
            "name": name,
            "label": self.choices.visit.say(label),
            "required": required,
            "hint": self.choices.visit.say(HINTS[last]) if last in HINTS else "",
            "value": self.choices.preset(name) or value or self.choices.begins(last),
            "begun": bool(value or self.choices.begins(last)),
        }
        if name in FIXED and self.choices.is_settled(name):
            made["hint"] = self.choices.called(self.choices.preset(name))
            return Box(**made, kind="hidden")
        if core is bool:
            made["value"] = "true" if self.choices.is_ticked(name, begins=bool(value)) else ""
        if core is Digest:
            made["value"] = self.choices.digest()
            return Box(**made, kind="digest")
        return self._of(core, last, made)

    def _of(self, core: Any, last: str, made: dict[str, Any]) -> Box:
        if get_origin(core) in {tuple, frozenset}:
            return self._several(get_args(core)[0], last, made)
        options = self.choices.of(core, last)
        if options is not None:
            if made["required"] and len(options) == 1:
                made["value"] = made["value"] or options[0][0]
            return Box(**made, kind="select", options=options)
        if core in SIMPLE:
            return Box(**made, kind=SIMPLE[core])
        if isinstance(core, type) and is_dataclass(core):
            return Box(**made, kind="group", boxes=self._inner(core, made["name"], required=made["required"]))
        return Box(**made, kind="area" if last in LONG else "text")

    def _several(self, core: Any, last: str, made: dict[str, Any]) -> Box:
        if core is Evidence:
            return Box(**made, kind="files")
        if isinstance(core, type) and is_dataclass(core):
            rows = [self._row(core, f"{made['name']}.{at}", at + 1) for at in range(ROWS)]
            return Box(**made, kind="rows", boxes=rows)
        options = self.choices.of(core, last)
        return Box(**made, kind="several" if options is not None else "lines", options=options or ())

    def _row(self, core: type, name: str, place: int) -> Box:
        numbered = any(one.name == "number" for one in fields(core))
        inner = self._inner(core, name, required=False)
        return Box(name=name, label=str(place), kind="row", boxes=inner, numbered=numbered)

    def _inner(self, core: type, prefix: str, *, required: bool) -> list[Box]:
        """The boxes of a record's fields, without those that no form asks for."""
        hints, skipped = get_type_hints(core, include_extras=True), SKIPPED.get(core.__name__, frozenset())
        return [
            self.box(
                f"{prefix}.{one.name}",
                hints[one.name],
                required=required and one.default is MISSING and one.default_factory is MISSING,
                value=_default(one.default),
            )
            for one in fields(core)
            if one.name not in skipped and _core(hints[one.name]) is not Protected
        ]


def _default(value: object) -> str:
    """What a field of a record begins with, where that is a choice."""
    match value:
        case StrEnum():
            return value.value
        case True:
            return "true"
        case _:
            return ""


def _core(hint: Any) -> Any:
    """The type without what is said about it, and without None."""
    if get_origin(hint) is Annotated:
        return _core(get_args(hint)[0])
    if get_origin(hint) in {Union, types.UnionType}:
        return _core(next(one for one in get_args(hint) if one is not type(None)))
    return hint
