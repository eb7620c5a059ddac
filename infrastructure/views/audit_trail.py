"""The audit trail: every event, in order, findable by type, actor, subject, framework, date and words."""

from functools import cache
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from infrastructure.views.facts import Batch, Fact, parse_together
from infrastructure.views.offer import Asked, Offer, Where, equal, matching, since, until
from infrastructure.views.shape import Shape, Values, Words, day, id_, number, of_type, text
from infrastructure.views.view import Change, Changes, View
from infrastructure.views.words import folded

LONGEST_LINE = 240
LONGEST_INDEXED = 8_000
UNTOLD = frozenset({"digest", "fingerprint", "media_type", "on", "at"})
SEALED = frozenset({"of", "box", "commitment", "text"})
MONEY = frozenset({"amount", "currency"})

AUDIT_TRAIL = Shape(
    "audit_trail",
    (
        number("position", "Its place in the whole log, from 1 without gaps.", sure=True),
        id_("event", "The event's identifier.", sure=True),
        text("type", "The permanent name of the event.", sure=True),
        number("schema", "The version in which it was recorded."),
        id_("subject", "The stream it belongs to.", sure=True),
        text("subject_kind", "What kind of thing that is.", sure=True),
        number("version", "Its place in the stream, from 1 without gaps.", sure=True),
        id_("framework", "The framework it belongs to; null: the installation's register."),
        text("effective", "When it took effect: a date, or an instant in UTC.", sure=True),
        day("effective_on", "The day of that.", sure=True),
        of_type(ColumnType.INSTANT, "recorded_at", "When it was recorded.", sure=True),
        id_("actor", "Who did it: a person, or a named part of the system.", sure=True),
        id_("mandate", "Under which mandate."),
        id_("causation", "What caused it."),
        id_("correlation", "What it belongs together with."),
        id_("about", "What it is about.", sure=True),
        text("text", "What it says, in a line; nothing about people.", sure=True),
    ),
    key=("position",),
    by="position",
    only_grows=True,
    indexes=(
        ("event",),
        ("type", "position"),
        ("subject", "position"),
        ("actor", "position"),
        ("framework", "position"),
        ("effective_on", "position"),
        ("correlation",),
    ),
)
INDEX = Words("audit_words", only_grows=True)


def project(batch: Batch) -> Changes:
    """A row and its words for each fact."""
    rows, words = Change(), Change()
    parse_together(batch.facts)
    for fact in batch.facts:
        told: list[tuple[str, str]] = []
        _tell_record(fact.payload, "", told)
        rows.rows.append(_row(fact, _line(told)))
        texts = " ".join([_named(fact.name)[2], *[value for _, value in told]])
        words.rows.append((fact.position, folded(texts)[:LONGEST_INDEXED].replace("\0", " ")))
    return {AUDIT_TRAIL.name: rows, INDEX.name: words}


def _row(fact: Fact, line: str) -> Values:
    """In the order of the columns: everything but the line is text or number already."""
    envelope = fact.envelope
    effective: str = envelope["effective"]
    name, schema, _ = _named(fact.name)
    return (
        fact.position,
        envelope["id"],
        name,
        schema,
        fact.stream,
        fact.kind,
        fact.version,
        fact.framework or None,
        effective,
        effective[:10],
        fact.recorded_at,
        envelope["actor"],
        envelope["mandate"],
        envelope["causation"],
        envelope["correlation"],
        envelope["about"],
        line.replace("\0", "\ufffd"),
    )


@cache
def _named(topic: str) -> tuple[str, int, str]:
    """The event's name, its version, and its words."""
    name, _, schema = topic.rpartition(".v")
    return name, int(schema), name.replace(".", " ").replace("-", " ")


def _line(told: list[tuple[str, str]]) -> str:
    line = ""
    for name, value in told:
        line += f" · {name}: {value}" if line else f"{name}: {value}"
        if len(line) > LONGEST_LINE:
            return line[: LONGEST_LINE - 1] + "…"
    return line


def _tell(tree: Any, name: str, told: list[tuple[str, str]]) -> None:
    """The texts, numbers and dates of an event, in order. What is sealed, and what only machines read, is left out."""
    kind = tree.__class__
    if kind is str:
        if tree:
            told.append((name, tree))
    elif kind is dict:
        _tell_record(tree, name, told)
    elif kind is list:
        for each in tree:
            _tell(each, name, told)
    elif kind is int or kind is float:
        told.append((name, str(tree)))


def _tell_record(record: dict[str, Any], name: str, told: list[tuple[str, str]]) -> None:
    if "of" in record and record.keys() <= SEALED:
        return
    if len(record) == len(MONEY) and record.keys() == MONEY:
        told.append((name, f"{record['amount']} {record['currency']}"))
        return
    for key, each in record.items():
        if not each or key in UNTOLD:
            continue
        kind = each.__class__  # every event of the log comes through here: what most fields hold is told at once
        if kind is str:
            told.append((key, each))
        elif kind is dict:
            _tell_record(each, key, told)
        else:
            _tell(each, key, told)


def _about(asked: Asked, value: str) -> sa.ColumnElement[bool]:
    trail = asked.tables["audit_trail"]
    wanted = [each.strip() for each in value.split(",")]
    return sa.or_(trail.c.subject.in_(wanted), trail.c.about.in_(wanted))


audit_trail = Offer(
    name="audit_trail",
    title="Journal",
    words="Every event, in the order of the log: who did what, when, under which mandate, and why.",
    shape=AUDIT_TRAIL,
    order=("position",),
    filters=(
        matching(
            "text",
            "Words of the event, case and accents aside; each may be the beginning of one.",
            INDEX.name,
            AUDIT_TRAIL,
            "position",
        ),
        equal("type", AUDIT_TRAIL),
        equal("actor", AUDIT_TRAIL),
        Where("subject", ColumnType.ID, "The stream it belongs to, or what it is about.", _about),
        equal("subject_kind", AUDIT_TRAIL),
        equal("framework", AUDIT_TRAIL),
        equal("mandate", AUDIT_TRAIL),
        equal("event", AUDIT_TRAIL),
        equal("causation", AUDIT_TRAIL),
        equal("correlation", AUDIT_TRAIL),
        since("effective_since", AUDIT_TRAIL, "effective_on", "Those that took effect that day or later."),
        until("effective_until", AUDIT_TRAIL, "effective_on", "Those that took effect that day or earlier."),
        since("recorded_since", AUDIT_TRAIL, "recorded_at", "Those recorded that day or later (UTC)."),
        until("recorded_until", AUDIT_TRAIL, "recorded_at", "Those recorded that day or earlier (UTC)."),
    ),
    key="position",
)

view = View(name="audit_trail", shapes=(AUDIT_TRAIL,), project=project, words=(INDEX,), offers=(audit_trail,))
