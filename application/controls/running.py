"""Runs every control over a framework, one subject after the other, as the log stands at one position."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from application.controls.amendments import amendment_after_end
from application.controls.control import Controlled, ControlsReport, File, Tally
from application.controls.identifiers import identifier_in_doubt
from application.controls.money import (
    agreement_without_act,
    paid_before_executory_act,
    paid_before_signature,
    report_late,
)
from application.controls.recording import RecordedLate, irregularities, recorded_late
from application.controls.votes import interested_vote
from application.facts import Unknown, zone_named
from application.history.trail import Trail
from application.names import names_in
from domain.agreement.readiness import PaidBeforeActExecutory, PaidBeforeSignature
from domain.agreement.schedule import ReportLate
from domain.agreement.signing import ActBehindSignatureMissing, AmendmentAfterTheEnd
from domain.decider import Refusal, record
from domain.framework import Framework
from domain.irregularity import rule_name
from domain.meeting.interest import InterestedVote
from domain.organisation.identifiers import IdentifierInDoubt
from domain.values import latest

Progress = Callable[[int, int], None]
Look = Callable[[File, Tally], None]
ALL = ("agreement", "meeting", "commitment", "evaluation", "committee", "framework")
LISTS: Mapping[str, str] = {
    "agreement": "agreements",
    "meeting": "meetings",
    "commitment": "commitments",
    "evaluation": "evaluations",
    "committee": "committees",
}


@record
class Control:
    """One control: its name, the rules it looks at, the kinds of subject, and how."""

    name: str
    rules: tuple[type[Refusal], ...]
    kinds: tuple[str, ...]
    look: Look


CONTROLS = (
    Control(
        name="paid-before-signature", rules=(PaidBeforeSignature,), kinds=("agreement",), look=paid_before_signature
    ),
    Control(
        name="paid-before-executory-act",
        rules=(PaidBeforeActExecutory,),
        kinds=("agreement",),
        look=paid_before_executory_act,
    ),
    Control(
        name="agreement-without-act",
        rules=(ActBehindSignatureMissing,),
        kinds=("agreement",),
        look=agreement_without_act,
    ),
    Control(name="report-late", rules=(ReportLate,), kinds=("agreement",), look=report_late),
    Control(name="interested-vote", rules=(InterestedVote,), kinds=("meeting",), look=interested_vote),
    Control(name="identifier-in-doubt", rules=(IdentifierInDoubt,), kinds=("organisation",), look=identifier_in_doubt),
    Control(name="amendment-after-end", rules=(AmendmentAfterTheEnd,), kinds=("agreement",), look=amendment_after_end),
    Control(name="recorded-late", rules=(RecordedLate,), kinds=ALL, look=recorded_late),
    Control(name="irregularities", rules=(), kinds=(*ALL, "organisation"), look=irregularities),
)


def run(trail: Trail, framework: str, today: date | None, progress: Progress | None = None) -> ControlsReport:
    """Every control of a framework. Raises Unknown where there is no such framework."""
    if not trail.is_known(framework) or not framework.startswith("framework-"):
        raise Unknown(framework)
    state: Framework = trail.state(framework)
    zone = zone_named(state.zone)
    day = today or date.max
    tallies = {one.name: Tally() for one in CONTROLS}
    subjects = list(_subjects(trail, framework))
    parties: set[str] = set()
    for number, stream in enumerate(subjects, 1):
        parties |= _look(trail, stream, day, zone, tallies)
        if progress is not None:
            progress(number, len(subjects))
    for organisation in sorted(parties):
        _look(trail, organisation, day, zone, tallies)
    return ControlsReport(
        framework=framework,
        name=latest(state.names) or "",
        zone=str(zone),
        today=day,
        position=trail.position,
        controls=tuple(_controlled(one, tallies[one.name]) for one in CONTROLS),
    )


def _subjects(trail: Trail, framework: str) -> Iterator[str]:
    yield framework
    for listing in LISTS.values():
        yield from (str(row["id"]) for row in trail.rows(listing, {"framework": framework}))


def _look(trail: Trail, stream: str, today: date, zone: ZoneInfo, tallies: Mapping[str, Tally]) -> set[str]:
    """Put one subject through the controls of its kind; returns the organisations it names."""
    facts = tuple(trail.facts(stream))
    if not facts:
        return set()
    file = File(stream=stream, state=trail.state(stream), facts=facts, trail=trail, today=today, zone=zone)
    kind = stream.partition("-")[0]
    for one in CONTROLS:
        if kind in one.kinds:
            one.look(file, tallies[one.name])
    named = {name for name in names_in(_parties(file)) if name.startswith("organisation-")}
    trail.forget(stream)
    return named


def _parties(file: File) -> object:
    """Who gives or receives under an agreement."""
    return getattr(file.state, "parties", ()) if file.stream.startswith("agreement-") else ()


def _controlled(control: Control, tally: Tally) -> Controlled:
    found = sorted(tally.findings, key=lambda one: (one.proofs[0].position if one.proofs else 0, one.subject))
    articles = (*(one.article for one in control.rules), *(one.article for one in found))
    return Controlled(
        name=control.name,
        rules=tuple(rule_name(one) for one in control.rules),
        articles=tuple(dict.fromkeys(one for one in articles if one)),
        checked=tally.checked,
        unknown=tally.unknown,
        findings=tuple(found),
    )
