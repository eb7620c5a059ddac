"""The report of the controls to file: a page that prints, and sheets that can be sorted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from application.controls.control import Controlled, ControlsReport
from interfaces.telling.controls import Line, lines
from interfaces.telling.values import Names, day
from interfaces.words.control import QUESTIONS, TITLES

MOST_PRINTED = 200
"""Findings of one control that are printed one by one; the workbook holds them all."""
WORDS: Mapping[str, Mapping[str, str]] = {
    "title": {"fr": "Rapport des contrôles", "en": "Report of the controls"},
    "framework": {"fr": "Cadre de coopération", "en": "Cooperation framework"},
    "made": {"fr": "Établi le", "en": "Made on"},
    "judged": {"fr": "Délais appréciés au", "en": "Deadlines judged as of"},
    "zone": {"fr": "Fuseau horaire", "en": "Time zone"},
    "position": {"fr": "Position du journal", "en": "Position of the log"},
    "contents": {"fr": "Contrôles", "en": "Controls"},
    "control": {"fr": "Contrôle", "en": "Control"},
    "checked": {"fr": "examinés", "en": "checked"},
    "unknown": {"fr": "inconnus", "en": "unknown"},
    "found": {"fr": "constats", "en": "findings"},
    "page": {"fr": "page", "en": "page"},
    "nothing": {"fr": "Aucun constat.", "en": "Nothing found."},
    "rule": {"fr": "Règle", "en": "Rule"},
    "article": {"fr": "Texte", "en": "Article"},
    "no-article": {"fr": "aucun texte cité par la règle", "en": "the rule cites no text"},
    "cure": {"fr": "Remède", "en": "Cure"},
    "state": {"fr": "Au dossier", "en": "On file"},
    "evidence": {"fr": "Preuve", "en": "Evidence"},
    "subject": {"fr": "Dossier", "en": "File"},
    "finding": {"fr": "Constat", "en": "Finding"},
    "stream": {"fr": "Flux", "en": "Stream"},
    "more": {
        "fr": "Les {shown} premiers constats sont imprimés ; les {more} autres sont dans le classeur (--xlsx).",
        "en": "The first {shown} findings are printed; the other {more} are in the workbook (--xlsx).",
    },
    "method": {
        "fr": "Chaque contrôle est recalculé depuis le journal, tel qu'il était à la position indiquée. « Inconnus » "
        "compte les cas où il manque ce qu'il faut savoir : ils ne sont ni conformes ni en défaut. Chaque constat "
        "nomme les événements qui le montrent : position au journal, nom, identifiant, instant de consignation (UTC).",
        "en": "Each control is computed from the log itself, as it stood at the position stated. “Unknown” counts the "
        "cases that lack what must be known: they are neither in order nor at fault. Each finding names the events "
        "that show it: position in the log, name, identifier, instant of recording (UTC).",
    },
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name, its header, its rows."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | int]]


def sheets(report: ControlsReport, names: Names, language: str, made_at: datetime) -> list[Sheet]:
    """A summary, then one sheet a control."""
    head: list[tuple[str | int, ...]] = [
        (_word("title", language), ""),
        (_word("framework", language), report.name),
        (_word("made", language), _made(report, language, made_at)),
        (_word("judged", language), day(report.today, language)),
        (_word("zone", language), report.zone),
        (_word("position", language), report.position),
    ]
    counts: list[tuple[str | int, ...]] = [
        (TITLES[one.name][language], one.checked, one.unknown, len(one.findings), " ; ".join(one.articles))
        for one in report.controls
    ]
    columns = [_word(name, language) for name in ("control", "checked", "unknown", "found", "article")]
    summary = Sheet(_word("contents", language), columns, [*counts, (), *head])
    return [summary, *(_sheet(one, names, language) for one in report.controls)]


def _sheet(control: Controlled, names: Names, language: str) -> Sheet:
    columns = ("subject", "finding", "rule", "article", "cure", "state", "evidence", "stream")
    header = ["#", *(_word(name, language) for name in columns)]
    rows = [
        (
            int(one.number),
            one.title,
            one.words,
            f"{one.rule} — {one.rule_words}",
            one.article,
            one.cure,
            one.settled,
            "\n".join(one.proofs),
            one.stream,
        )
        for one in lines(control, names, language)
    ]
    return Sheet(TITLES[control.name][language], header, rows)


def page(report: ControlsReport, names: Names, language: str, made_at: datetime) -> str:
    """The whole report as one HTML document, made for paper."""
    title = f"{_word('title', language)} — {report.name}"
    parts = [
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>',
        f"<style>{_style(report, language)}</style></head><body>",
        _cover(report, language, made_at),
        *(_section(number, one, names, language) for number, one in enumerate(report.controls, 1)),
        "</body></html>",
    ]
    return "".join(parts)


def _cover(report: ControlsReport, language: str, made_at: datetime) -> str:
    facts = (
        ("made", _made(report, language, made_at)),
        ("judged", day(report.today, language)),
        ("zone", report.zone),
        ("position", str(report.position)),
    )
    listed = "".join(f"<dt>{_word(name, language)}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    rows = "".join(_row(number, one, language) for number, one in enumerate(report.controls, 1))
    heads = "".join(f"<th>{_word(name, language)}</th>" for name in ("checked", "unknown", "found", "page"))
    return (
        f"<header><h1>{_word('title', language)}</h1><p class=name>{escape(report.name)}</p><dl>{listed}</dl>"
        f"<p class=id>{escape(report.framework)}</p></header><p class=method>{_word('method', language)}</p>"
        f"<table class=toc><thead><tr><th class=control>{_word('contents', language)}</th>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _row(number: int, control: Controlled, language: str) -> str:
    title = escape(TITLES[control.name][language])
    mark = " class=some" if control.findings else ""
    return (
        f'<tr{mark}><td class=control><a href="#{control.name}">{number}. {title}</a></td><td>{control.checked}</td>'
        f'<td>{control.unknown}</td><td class=count>{len(control.findings)}</td><td><a class=at href="#{control.name}">'
        "</a></td></tr>"
    )


def _section(number: int, control: Controlled, names: Names, language: str) -> str:
    found = list(lines(control, names, language))
    counts = (
        f"{_word('checked', language)} {control.checked} · {_word('unknown', language)} {control.unknown} · "
        f"{_word('found', language)} {len(found)}"
    )
    articles = " ; ".join(control.articles) or _word("no-article", language)
    body = "".join(_finding(one, language) for one in found[:MOST_PRINTED])
    if not found:
        body = f"<p class=nothing>{_word('nothing', language)}</p>"
    more = len(found) - MOST_PRINTED
    if more > 0:
        body += f"<p class=more>{_word('more', language).format(shown=MOST_PRINTED, more=more)}</p>"
    return (
        f'<section id="{control.name}"><h2>{number}. {escape(TITLES[control.name][language])}</h2>'
        f"<p class=question>{escape(QUESTIONS[control.name][language])}</p>"
        f"<p class=counts>{counts}<br>{_word('article', language)} : {escape(articles)}</p>"
        f"{body}</section>"
    )


def _finding(one: Line, language: str) -> str:
    return (
        f"<article><h3><span>{one.number}</span> {escape(one.title)}</h3><p>{escape(one.words)}</p><dl>"
        f"{''.join(_detail(one, language))}</dl></article>"
    )


def _detail(one: Line, language: str) -> Iterator[str]:
    evidence = "<br>".join(escape(each) for each in one.proofs)
    yield f"<dt>{_word('rule', language)}</dt><dd>{escape(one.rule_words)} <code>{escape(one.rule)}</code></dd>"
    yield f"<dt>{_word('article', language)}</dt><dd>{escape(one.article or _word('no-article', language))}</dd>"
    if one.cure:
        yield f"<dt>{_word('cure', language)}</dt><dd>{escape(one.cure)}</dd>"
    yield f"<dt>{_word('state', language)}</dt><dd>{escape(one.settled)}</dd>"
    yield f"<dt>{_word('evidence', language)}</dt><dd class=proof>{escape(one.stream)}<br>{evidence}</dd>"


def _made(report: ControlsReport, language: str, made_at: datetime) -> str:
    local = made_at.astimezone(ZoneInfo(report.zone))
    return f"{day(local.date(), language)} {local:%H:%M} ({local:%Z}, UTC{local:%z})"


def _word(name: str, language: str) -> str:
    return WORDS[name][language]


def _style(report: ControlsReport, language: str) -> str:
    foot = f"{report.name} · {_word('position', language)} {report.position}".replace('"', "'").replace("\\", "")
    return STYLE.replace("FOOT", foot).replace("PAGE", _word("page", language))


STYLE = """
@page {
  size: A4; margin: 20mm 18mm 18mm;
  @bottom-left { content: "FOOT"; font: 7.5pt "DejaVu Sans"; color: #555 }
  @bottom-right { content: "PAGE " counter(page) " / " counter(pages); font: 7.5pt "DejaVu Sans"; color: #555 }
}
body { font: 9pt/1.42 "DejaVu Sans", sans-serif; color: #1a1a1a }
h1 { font-size: 20pt; margin: 0; color: #12394a }
.name { font-size: 13pt; margin: 1mm 0 5mm }
header { border-bottom: 1.2pt solid #12394a; padding-bottom: 4mm }
.id { font: 7.5pt "DejaVu Sans Mono"; color: #555; margin: 2mm 0 0 }
dl { display: grid; grid-template-columns: 36mm 1fr; gap: .6mm 3mm; margin: 0 }
dt { color: #555 }
dd { margin: 0 }
.method { color: #333; margin: 5mm 0 }
table { width: 100%; border-collapse: collapse }
th, td { text-align: right; padding: 1.4mm 2mm; border-bottom: .4pt solid #bbb }
th { color: #555; font-weight: normal }
.control { text-align: left }
tr.some .count { font-weight: bold; color: #9c2a10 }
a { color: inherit; text-decoration: none }
a.at::after { content: target-counter(attr(href), page) }
section:first-of-type { break-before: page }
section { margin-bottom: 9mm }
h2, .question, .counts { break-after: avoid }
h2 { font-size: 13.5pt; color: #12394a; margin: 0 0 1.5mm; bookmark-level: 1 }
.question { margin: 0 0 1.5mm }
.counts { color: #555; margin: 0 0 4mm }
.nothing { font-style: italic }
article { break-inside: avoid; border-left: 1.6pt solid #12394a; padding: .5mm 0 .5mm 3.5mm; margin: 0 0 4.5mm }
h3 { font-size: 9.5pt; margin: 0 0 1mm; bookmark-level: none }
h3 span { color: #777 }
article p { margin: 0 0 1.5mm }
article dl { font-size: 8pt; grid-template-columns: 24mm 1fr }
code { font: 7pt "DejaVu Sans Mono"; color: #555 }
.proof { font: 6.6pt/1.5 "DejaVu Sans Mono"; overflow-wrap: anywhere }
.more { font-style: italic }
"""
