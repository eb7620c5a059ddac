"""Requests and answers as pydantic models, made from the domain's own records so that there is one truth."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Annotated, Any, NewType, Self, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model, model_validator

from application.nouns import Noun, command_name, fields_of
from domain.decider import Refusal
from domain.values import Digest, Money, Protected

LARGEST_WHOLE = 2**53 - 1
LONGEST_TEXT = 100_000
LONGEST_LINE = 500
LONGEST_NAME = 200
LONG = frozenset(
    {
        *("actions", "answer", "columns", "corrections", "cure", "decision", "detail", "effect", "gist", "ground"),
        *("grounds", "how", "note", "payment_conditions", "published", "purpose", "question", "reason", "reasons"),
        *("summary", "text", "what", "wording", "words"),
    }
)
"""Fields in which somebody explains something; all others fit on a line or two."""
NAMES = frozenset(
    {
        *("candidate", "chair", "code", "college", "criterion", "entry", "event", "giver", "holder", "indicator"),
        *("item", "key", "label", "preset", "rule", "seat", "stream"),
    }
)
"""What is named here and then referred to by that name."""
MOST_DIGITS = 30
A_CENTURY = 36_525
FIRST_DAY, LAST_DAY = date(1500, 1, 1), date(2999, 12, 31)
"""Far enough for any charter and any lease; beyond, no calendar can be reckoned with."""

UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)")
LOCAL_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
Place = tuple[str | int, ...]


class Wrong(ValueError):
    """Fields that hold what they cannot hold: where, and why."""

    def __init__(self, *found: tuple[Place, str]) -> None:
        super().__init__("; ".join(f"{'.'.join(map(str, place))}: {words}" for place, words in found))
        self.found = found


def instant(value: object) -> object:
    """An instant as RFC 3339 writes it, in UTC."""
    if not isinstance(value, str):
        return value
    if INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValueError("there is no such instant") from error
    if LOCAL_INSTANT.fullmatch(value):
        raise ValueError("an instant says its zone (2026-11-23T09:30:00Z)")
    raise ValueError("an instant is written as RFC 3339 does (2026-11-23T09:30:00Z)")


def day(value: object) -> object:
    """A day as YYYY-MM-DD, and nothing that merely resembles one."""
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise ValueError("a day is written YYYY-MM-DD")
    return value


Instant = Annotated[datetime, BeforeValidator(instant)]
Day = Annotated[date | None, BeforeValidator(day)]


class Strict(BaseModel):
    """What a caller states: unknown fields, and values that are no such thing, are refused by name."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="after")
    def _decent(self) -> Self:
        wrong = [
            found
            for name, field in type(self).model_fields.items()
            if name in self.model_fields_set
            for found in indecent(getattr(self, name), field.annotation, (name,))
        ]
        if wrong:
            raise Wrong(*wrong)
        return self


def indecent(value: Any, hint: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Where a value holds null characters, endless texts, absurd numbers or days, or the name of something else."""
    match value:
        case str():
            yield from ((place, words) for words in _indecent_text(value, hint, _name_in(place)))
        case bool() | None:
            pass
        case int() if not (limits := whole_numbers(_name_in(place)))[0] <= value <= limits[1]:
            yield place, f"the number is not between {limits[0]} and {limits[1]}"
        case Decimal() if not _reckonable(value):
            yield place, f"the number has more than {MOST_DIGITS} digits"
        case datetime() if value.tzinfo is None:
            yield place, "an instant says its zone (2026-11-23T09:30:00Z)"
        case date() if not FIRST_DAY <= (value.date() if isinstance(value, datetime) else value) <= LAST_DAY:
            yield place, f"the day lies before {FIRST_DAY} or after {LAST_DAY}; leave it out where there is no limit"
        case Mapping():
            yield from _indecent_entries(value, hint, place)
        case tuple() | list() | frozenset() | set():
            yield from _indecent_members(value, hint, place)
        case _:
            yield from _indecent_fields(value, place)


def _indecent_fields(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    kind: Any = value.__class__
    for name, inner in hints_of(kind).items():
        yield from indecent(getattr(value, name), inner, (*place, name))


def _indecent_members(members: Any, hint: Any, place: Place) -> Iterator[tuple[Place, str]]:
    for index, each in enumerate(members):
        yield from indecent(each, hint, (*place, index))


def whole_numbers(name: str) -> tuple[int, int]:
    """What a whole number of this name may be: a year, a stretch of time, or else how many or which."""
    if name.endswith("year"):
        return FIRST_DAY.year, LAST_DAY.year
    if name.endswith(("days", "months", "_after")):
        return 0, A_CENTURY
    return 0, LARGEST_WHOLE


def longest_text(name: str) -> int:
    """How many characters a text of this name may have."""
    if name in LONG:
        return LONGEST_TEXT
    return LONGEST_NAME if name in NAMES else LONGEST_LINE


def _name_in(place: Place) -> str:
    return next(part for part in reversed(place) if isinstance(part, str))


def _indecent_text(text: str, hint: Any, name: str) -> Iterator[str]:
    if "\x00" in text:
        yield "the text holds a null character"
    if len(text) > longest_text(name):
        yield f"the text is longer than {longest_text(name)} characters"
    form = form_of(hint)
    if form is not None and not re.fullmatch(form.pattern, text):
        yield f"this is no {form.what}"


def _indecent_entries(entries: Any, hint: Any, place: Place) -> Iterator[tuple[Place, str]]:
    keys, values = next((get_args(one) for one in _flat(hint) if len(get_args(one)) == 2), (str, hint))
    for key, value in entries.items():
        yield from indecent(key, keys, (*place, str(key)[:80]))
        yield from indecent(value, values, (*place, str(key)[:80]))


def _reckonable(value: Decimal) -> bool:
    return value.is_finite() and len(value.as_tuple().digits) <= MOST_DIGITS and abs(value.adjusted()) <= MOST_DIGITS


@cache
def hints_of(kind: type) -> Mapping[str, Any]:
    """The fields of a record and their types; none of what is no record."""
    if not is_dataclass(kind):
        return {}
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}


@dataclass(frozen=True, slots=True)
class Form:
    """What a text must look like to name something."""

    what: str
    format: str
    pattern: str


@cache
def form_of(hint: Any) -> Form | None:
    """What a text of this type names; None for free text."""
    leaves = [one for one in _flat(hint) if not get_args(one) and one not in (NoneType, Ellipsis)]
    if len(leaves) != 1 or not isinstance(leaves[0], NewType):
        return None
    if leaves[0].__name__ == Digest.__name__:
        return Form("digest (sha256: and 64 hexadecimal digits)", "digest", "sha256:[0-9a-f]{64}")
    kind = leaves[0].__name__.removesuffix("Id").lower()
    example = f"{kind}-019b0c1e-7a52-7cc0-9b1f-3f5e6e0a7d11"
    return Form(f"{kind}'s identifier ({example})", f"{kind}-id", f"{kind}-{UUID}")


def _flat(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from _flat(part)


@cache
def request_model(noun: Noun, command: type) -> type[BaseModel]:
    """What a caller sends for a command: every field but those the application supplies."""
    offered: dict[str, Any] = {}
    defaults = {one.name: one for one in fields(command)}
    for one in fields_of(command):
        if one.supplied:
            continue
        default: Any = ... if one.required else _default(defaults[one.name])
        hint = _about_oneself(one.hint) if noun.kind == "person" else one.hint
        hint = _in_words(hint)
        if not one.required and default is None and NoneType not in get_args(hint):
            hint = hint | None
        offered[one.name] = (hint, Field(default) if one.required else Field(default, validate_default=False))
    name = "".join(part.capitalize() for part in f"{noun.kind}-{command_name(command)}".split("-"))
    return create_model(name, __base__=Strict, __doc__=command.__doc__, **offered)


def _about_oneself(hint: Any) -> Any:
    """What is said about a person in the person's own stream is plain text: whose it is goes without saying."""
    if hint is Protected:
        return str
    return str | None if Protected in get_args(hint) else hint


def _in_words(hint: Any) -> Any:
    """Instants as RFC 3339 has them, not in the many ways that could be guessed."""
    if hint is datetime:
        return Instant
    if datetime in get_args(hint) and get_origin(hint) is not Annotated:
        return Union[tuple(Instant if part is datetime else part for part in get_args(hint))]  # noqa: UP007 — made of parts
    return hint


def _default(one: Any) -> Any:
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else None


def stated(model: BaseModel) -> dict[str, Any]:
    """The fields the caller stated, as domain values."""
    return {name: getattr(model, name) for name in model.model_fields_set}


def wrong_decimals(raw: Any, model: type[BaseModel]) -> list[dict[str, str]]:
    """Decimal numbers that are no text, though programs would round them, or take euros for cents."""
    hints = {name: field.annotation for name, field in model.model_fields.items()}
    words = 'a number with decimals, and any amount of money, is written as a text ("12.50")'
    return [
        _complaint(place, words, "decimal_type", "body")
        for name, value in raw.items()
        for place in _rounded(value, hints.get(name), (name,))
    ]


def _rounded(raw: Any, hint: Any, place: Place) -> Iterator[Place]:
    match raw:
        case float() if Decimal in _flat(hint):
            yield place
        case list():
            for index, each in enumerate(_members(raw)):
                yield from _rounded(each, hint, (*place, index))
        case dict():
            inner = _inner_hints(hint)
            for name, each in _entries(raw):
                if isinstance(each, int) and inner.get(name) is Decimal and Money in _flat(hint):
                    yield (*place, name)
                yield from _rounded(each, inner.get(name, None if inner else hint), (*place, name))
        case _:
            pass


def _members(raw: Any) -> list[Any]:
    return list(raw)


def _entries(raw: Any) -> list[tuple[str, Any]]:
    return list(raw.items())


def _inner_hints(hint: Any) -> Mapping[str, Any]:
    """The fields of every record that a value of this type may be."""
    records = (one for one in _flat(hint) if isinstance(one, type) and is_dataclass(one))
    return {name: inner for one in records for name, inner in hints_of(one).items()}


def complaints(error: ValidationError, root: str = "body") -> list[dict[str, str]]:
    """What is wrong, field by field."""
    found: list[dict[str, str]] = []
    for one in error.errors(include_url=False, include_input=False):
        reason = one.get("ctx", {}).get("error")
        if isinstance(reason, Wrong):
            found += [_complaint((*one["loc"], *place), words, "value_error", root) for place, words in reason.found]
        else:
            words = str(reason) if isinstance(reason, ValueError) else one["msg"]
            found.append(_complaint(one["loc"], words, one["type"], root))
    return found


def _complaint(place: Place, words: str, kind: str, root: str) -> dict[str, str]:
    field = ".".join(str(part)[:200] for part in (root, *place) if part != "")
    return {"field": field, "message": words, "kind": kind}


class Fact(BaseModel):
    """One event that a command recorded."""

    name: str = Field(description="Permanent event name", examples=["agreement.signed.v1"])
    position: int = Field(description="Place in the whole log, from 1, without gaps")
    data: dict[str, Any] = Field(description="The event's own values")


class Recording(BaseModel):
    """What came of a command."""

    id: str = Field(description="The stream", examples=["agreement-019b0c1e-7a52-7cc0-9b1f-3f5e6e0a7d11"])
    version: int = Field(description="Its version now: send it back in If-Match to build on what you saw")
    events: list[Fact] = Field(description="What was recorded; empty where it was already so")
    repeated: bool = Field(default=False, description="An earlier request with the same Idempotency-Key had done it")


class Complaint(BaseModel):
    """What is wrong with one field."""

    field: str = Field(description="Where: body, query, path or header, then the names down to the field")
    message: str
    kind: str = Field(default="", description="The kind of mistake, for programs")


class Change(BaseModel):
    """Something that happened since the version the caller builds on."""

    name: str = Field(description="Permanent event name")
    version: int
    recorded_at: str = Field(json_schema_extra={"format": "date-time"})
    actor: str


class Problem(BaseModel):
    """A refusal (RFC 9457): `type` is stable, `title` is the rule in words, in French unless English is preferred."""

    type: str = Field(description="Stable; the address of the rule in words", examples=["/problems/not-empowered"])
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    article: str = Field(default="", description="The article of law or bylaws behind the rule")
    fields: list[Complaint] = Field(default_factory=list[Complaint], description="What is wrong, field by field")
    changed: list[Change] = Field(
        default_factory=list[Change], description="What happened since the version you build on"
    )


class FieldsUnfit(Refusal):
    """What an order hands on has to be of the kind that the command takes."""


def typed_fields(noun: Noun, command: type, raw: Mapping[str, object]) -> dict[str, Any]:
    """The fields of a command from plain values, as a request would state them. Raises FieldsUnfit."""
    try:
        return stated(request_model(noun, command).model_validate_json(json.dumps(dict(raw))))
    except ValidationError as error:
        raise FieldsUnfit(*(f"{one['field']}: {one['message']}" for one in complaints(error, "with"))) from error
