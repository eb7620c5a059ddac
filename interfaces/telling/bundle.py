"""The report in a bundle: a page that prints, for people who will not open files of JSON."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape

from application.bundles import Selection
from application.history.trail import Trail
from application.ports import Recorded
from application.transparency import SignedCheckpoint
from interfaces.sentences import event_titles
from interfaces.telling.report import STYLE
from interfaces.telling.values import Names, day, named
from interfaces.words.bundle import KINDS, PAPER

MOST_PRINTED = 500
OWN_STYLE = """
td, th { text-align: left; vertical-align: top; font-size: 8pt; padding: .8mm 1.5mm }
.number { text-align: right; color: #555 }
thead { display: table-header-group }
tr { break-inside: avoid }
"""


def page(
    trail: Trail, selection: Selection, signed: SignedCheckpoint, names: Names, language: str, made_at: datetime
) -> str:
    """The whole report as one HTML document. `names` are of organisations and titles, never of people."""
    title = f"{_word('title', language)} — {KINDS[selection.kind][language]} — {_named(selection.subject, names)}"
    facts = sorted((fact for stream in selection.streams for fact in trail.facts(stream)), key=lambda one: one.position)
    foot = title.replace('"', "'").replace("\\", "")
    style = STYLE.replace("FOOT", foot).replace("PAGE", _word("page", language)) + OWN_STYLE
    parts = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        f"<style>{style}</style></head><body>",
        _cover(selection, signed, names, language, made_at),
        _contents(facts, names, language),
        _events(facts, names, language),
        "</body></html>",
    )
    return "".join(parts)


def _cover(selection: Selection, signed: SignedCheckpoint, names: Names, language: str, made_at: datetime) -> str:
    listed = (
        ("made", f"{day(made_at.date(), language)} {made_at:%H:%M} UTC"),
        ("log", signed.origin),
        ("size", _word("of-events", language).format(count=signed.size)),
        ("root", signed.root),
        ("witnesses", ", ".join(signed.witnesses) or _word("nobody", language)),
        ("complete", _word("whole" if selection.complete else "partial", language)),
    )
    rows = "".join(f"<dt>{_word(name, language)}</dt><dd>{escape(value)}</dd>" for name, value in listed)
    return (
        f"<header><h1>{_word('title', language)}</h1>"
        f"<p class=name>{KINDS[selection.kind][language]} : {escape(_named(selection.subject, names))}</p>"
        f"<dl>{rows}</dl><p class=id>{escape(selection.subject)}</p></header>"
        f"<p class=method>{_word('method', language)}</p>"
    )


def _contents(facts: Sequence[Recorded], names: Names, language: str) -> str:
    counts: dict[str, int] = {}
    for fact in facts:
        counts[fact.stream] = counts.get(fact.stream, 0) + 1
    rows = ((escape(_named(stream, names)), escape(stream), str(count)) for stream, count in counts.items())
    return f"<h2>{_word('contents', language)}</h2>" + _table(("what", "", "count"), rows, language)


def _events(facts: Sequence[Recorded], names: Names, language: str) -> str:
    rows = (_row(fact, names, language) for fact in facts[:MOST_PRINTED])
    heads = ("", "on", "recorded", "happened", "what", "who")
    told = f"<section><h2>{_word('events', language)}</h2>" + _table(heads, rows, language)
    more = len(facts) - MOST_PRINTED
    if more > 0:
        told += f"<p class=more>{_word('more', language).format(shown=MOST_PRINTED, more=more)}</p>"
    return told + "</section>"


def _row(fact: Recorded, names: Names, language: str) -> Sequence[str]:
    effective = fact.effective.date() if isinstance(fact.effective, datetime) else fact.effective
    title = fact.name.rpartition(".v")[0].replace(".", ": ").replace("-", " ")
    if language == "fr":
        kind = fact.stream.partition("-")[0]
        title = event_titles().get(f"{kind}.{type(fact.event).__name__}", title)
    return (
        str(fact.position),
        day(effective, language),
        f"{fact.recorded_at:%Y-%m-%d %H:%M}",
        escape(title),
        escape(_named(fact.stream, names)),
        escape(_named(fact.actor, names)),
    )


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]], language: str) -> str:
    head = "".join(f"<th>{_word(name, language) if name else ''}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _named(text: str, names: Mapping[str, str]) -> str:
    stream, slash, item = text.partition("/")
    return named(stream, names) + slash + item


def _word(name: str, language: str) -> str:
    return PAPER[name][language]
