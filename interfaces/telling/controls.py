"""The report of the controls in words: as JSON data, as sheets of a workbook, as a page to print."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from application.controls.control import Controlled, ControlsReport, Finding
from domain.irregularity import IrregularityState
from interfaces.parts import Encoder
from interfaces.sentences import sentence
from interfaces.telling.values import LANGUAGES, Names, in_text, named, told
from interfaces.words.control import CURES, FOUND, QUESTIONS, TITLES

STATES: Mapping[str, Mapping[str, str]] = {
    "open": {"fr": "irrégularité ouverte", "en": "irregularity open"},
    "accepted": {"fr": "acceptée", "en": "accepted"},
    "regularised": {"fr": "régularisée", "en": "regularised"},
    "": {"fr": "aucune irrégularité au dossier", "en": "no irregularity on file"},
}
BY = {"fr": "{state} par {by} le {on} : {words}", "en": "{state} by {by} on {on}: {words}"}
ON = {"fr": "{state} le {on} : {words}", "en": "{state} on {on}: {words}"}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in words of one language."""

    number: str
    subject: str
    title: str
    words: str
    rule: str
    rule_words: str
    article: str
    cure: str
    settled: str
    proofs: tuple[str, ...]
    stream: str
    positions: str


def as_json(report: ControlsReport, names: Names, encoder: Encoder) -> dict[str, Any]:
    """The report as plain data; every title, question and finding in both languages."""
    plain: dict[str, Any] = encoder.plain(report)
    for told_control, control in zip(plain["controls"], report.controls, strict=True):
        told_control["title"] = dict(TITLES[control.name])
        told_control["question"] = dict(QUESTIONS[control.name])
        for told_finding, finding in zip(told_control["findings"], control.findings, strict=True):
            told_finding["words"] = {each: words(control, finding, names, each) for each in LANGUAGES}
            told_finding["rule_words"] = {each: sentence(finding.rule, each) for each in LANGUAGES}
            told_finding["cure"] = {each: cure(finding, each) for each in LANGUAGES}
    return plain | {"found": report.found}


def lines(control: Controlled, names: Names, language: str) -> Iterator[Line]:
    """The findings of one control."""
    for number, finding in enumerate(control.findings, 1):
        yield Line(
            number=str(number),
            subject=finding.subject,
            title=finding.title or named(finding.subject, names),
            words=words(control, finding, names, language),
            rule=finding.rule,
            rule_words=sentence(finding.rule, language),
            article=finding.article,
            cure=cure(finding, language),
            settled=settled(finding, names, language),
            proofs=tuple(_proof(one.position, one.name, one.event, one.recorded_at) for one in finding.proofs),
            stream=finding.subject,
            positions=", ".join(str(one.position) for one in finding.proofs),
        )


def words(control: Controlled, finding: Finding, names: Names, language: str) -> str:
    """What a finding says, in a sentence."""
    template = FOUND[f"{control.name}/{finding.case}"][language]
    values = {name: told(value, language, names) for name, value in finding.values.items()}
    if "detail" in values:
        detail = str(finding.values["detail"])
        values["detail"] = (
            f"{sentence(finding.rule, language)} ({in_text(detail, names)})"
            if detail
            else sentence(finding.rule, language)
        )
    return template.format(**values)


def cure(finding: Finding, language: str) -> str:
    """Who can put it right, and how; in English where the rule says it in English alone."""
    return CURES.get(finding.rule, finding.cure) if language == "fr" else finding.cure


def settled(finding: Finding, names: Names, language: str) -> str:
    """What became of the irregularity on file."""
    one = finding.settled
    state = STATES["" if one is None else str(one.state)][language]
    if one is None or one.state is IrregularityState.OPEN:
        return state
    template = (ON if one.by is None else BY)[language]
    return template.format(
        state=state, by=named(one.by or "", names), on=told(one.on, language, names), words=one.words
    )


def _proof(position: int, name: str, event: str, recorded: datetime) -> str:
    return f"{position} · {name} · {event} · {recorded.isoformat(timespec='seconds').replace('+00:00', 'Z')}"
