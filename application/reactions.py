"""Events of one stream that lead to commands to another: which ones, and once each, whatever crashes in between."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from application.authority import REACTIONS
from application.execute import Ask, Caller, Deed, Execute
from application.ports import Bookmark, Directory, IdempotencyKey, Recorded
from application.reading import Reading
from domain import candidature, commitment, evaluation, loan, mandate, organisation, project
from domain.agreement import effect, opening, schedule, succession
from domain.agreement.state import Agreement
from domain.decider import Refusal, record
from domain.evaluation import responses
from domain.evaluation.state import Recommendation
from domain.irregularity import NoticeIrregularity, in_words, rule_name
from domain.values import ApplicationId, CommitmentId, FrameworkId, LoanId, OrganisationId, ProjectId

PAGE = 500
Decided = list[tuple[Ask, str, list[object]]]


@record
class Step:
    """One transaction that follows from a fact; `name` tells it from the others that follow from the same one."""

    name: str
    decide: Callable[[Deed], Decided]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a reaction finds what a fact concerns."""

    reading: Reading
    directory: Directory
    execute: Execute


React = Callable[[Any, Recorded, Surroundings], Iterator[Step]]


def become_commitment(event: responses.RecommendationAnswered, fact: Recorded, around: Surroundings) -> Iterator[Step]:
    """An accepted recommendation becomes a commitment of whoever accepted it, and the report names it."""
    del around
    if event.answer is not evaluation.Answer.REJECTED:
        yield Step(name="commitment", decide=partial(_declare, event, fact))


def _declare(event: responses.RecommendationAnswered, fact: Recorded, deed: Deed) -> Decided:
    state: evaluation.Evaluation = deed.facts.state(fact.stream)
    origin = commitment.Origin(
        kind=commitment.OriginKind.RECOMMENDATION,
        stream=fact.stream,
        event=fact.event_id,
        detail=str(event.recommendation),
    )
    declared = responses.undertaking(state, event, origin)
    answered = responses.response(_advice(state, event.recommendation), event.by)
    if declared is None or (answered is not None and answered.commitment is not None):
        return []
    begun = _ask(deed, "commitment", None, declared)
    link = evaluation.LinkCommitment(
        recommendation=event.recommendation, by=event.by, commitment=CommitmentId(begun[1]), on=event.on
    )
    return [begun, _ask(deed, "evaluation", fact.stream, link)]


def _advice(state: evaluation.Evaluation, number: int) -> Recommendation:
    return next(one for one in state.recommendations if one.number == number)


def pass_on(event: organisation.Merged, fact: Recorded, around: Surroundings) -> Iterator[Step]:
    """When an organisation merges, its place in every agreement it is party to passes to the successor."""
    for item in _all(around.reading, "agreements", {"party": fact.stream}, fact):
        yield _succession(str(item["id"]), event.successor, event, fact)


def hand_over(event: organisation.Transferred, fact: Recorded, around: Surroundings) -> Iterator[Step]:
    """When an organisation transfers an activity, the agreements named pass with it."""
    del around
    for agreement in sorted(event.agreements):
        yield _succession(agreement, event.to, event, fact)


def _succession(
    agreement: str, to: OrganisationId, event: organisation.Merged | organisation.Transferred, fact: Recorded
) -> Step:
    fields = {
        "party": OrganisationId(fact.stream),
        "successor": to,
        "reference": event.act,
        "on": event.on,
        "source": event.source,
    }
    return Step(name=agreement, decide=partial(_ask_one, "agreement", agreement, fields, succession.SucceedParty))


def end_mandates(
    event: organisation.Merged | organisation.Dissolved, fact: Recorded, around: Surroundings
) -> Iterator[Step]:
    """Nobody acts any more for an organisation that has ended."""
    for name in around.directory.mandates_in(fact.stream):
        fields = {"ground": mandate.Ground.ORGANISATION_ENDED, "on": event.on}
        yield Step(name=name, decide=partial(_ask_one, "mandate", name, fields, mandate.Revoke))


def question_signatures(event: mandate.Revoked, fact: Recorded, around: Surroundings) -> Iterator[Step]:
    """A mandate revoked from a past day on puts in doubt what was signed under it since: noticed, not undone."""
    state: mandate.Mandate = around.execute.house.streams.folded(fact.stream).state
    filters = {"to": fact.stream, "relation": "mandate", "since": event.on.isoformat()}
    seen: set[str] = set()
    for item in _all(around.reading, "lineage", filters, fact):
        agreement = str(item["from"])
        if not agreement.startswith("agreement-") or agreement in seen:
            continue
        seen.add(agreement)
        notice = NoticeIrregularity(
            rule="signed-under-a-revoked-mandate",
            detail=f"{fact.stream}: {state.capacity}".rstrip(": "),
            cure="The party confirms the signature by an act, or signs again.",
            on=event.on,
        )
        yield Step(name=agreement, decide=partial(_ask_record, "agreement", agreement, notice))


def become_project(
    event: candidature.Accepted | candidature.Promoted, fact: Recorded, around: Surroundings
) -> Iterator[Step]:
    """An accepted application becomes a project, where it names none, and enters the programme of the call."""
    del around
    yield Step(name="project", decide=partial(_enter, event.on, fact))


def _enter(on: date, fact: Recorded, deed: Deed) -> Decided:
    state: candidature.Application = deed.facts.state(fact.stream)
    done: Decided = []
    entered = state.project
    if entered is None:
        begin = project.BeginProject(
            framework=FrameworkId(str(state.framework)),
            title=state.title,
            summary=state.summary,
            holders=state.holders,
            organisation=state.organisation,
            on=on,
        )
        done.append(_ask(deed, "project", None, begin))
        entered = ProjectId(done[0][1])
    if state.terms is not None and state.terms.programme is not None:
        fields = {"programme": state.terms.programme, "application": ApplicationId(fact.stream), "on": on}
        done += _ask_one("project", entered, fields, project.EnterProgramme, deed)
    return done


def reach_project(event: loan.Disbursed, fact: Recorded, around: Surroundings) -> Iterator[Step]:
    """A loan that is paid out is finance that the borrower's project received."""
    state: loan.Loan = around.execute.house.streams.folded(fact.stream).state
    if state.project is not None and state.lender is not None:
        received = project.ReceiveFinance(
            kind=project.FinanceKind.LOAN,
            provider=state.lender,
            amount=event.amount,
            loan=LoanId(fact.stream),
            tranche=event.tranche,
            on=event.on,
            source=event.source,
        )
        yield Step(name=state.project, decide=partial(_ask_record, "project", state.project, received))


Opening = schedule.ReportReceived | schedule.MilestoneVerified | effect.Notified | effect.TookEffect


def open_instalments(event: Opening, fact: Recorded, around: Surroundings) -> Iterator[Step]:
    """What an instalment waited for has come: it opens by itself."""
    del event
    state: Agreement = around.execute.house.streams.folded(fact.stream).state
    for one in opening.openable(state, fact.recorded_at.date()):
        number = one.instalment.number
        decide = partial(_ask_one, "agreement", fact.stream, {"number": number}, opening.OpenInstalment)
        yield Step(name=f"instalment-{number}", decide=decide)


REACT: Mapping[type, tuple[React, ...]] = {
    candidature.Accepted: (become_project,),
    candidature.Promoted: (become_project,),
    loan.Disbursed: (reach_project,),
    **dict.fromkeys(
        (schedule.ReportReceived, schedule.MilestoneVerified, effect.Notified, effect.TookEffect), (open_instalments,)
    ),
    responses.RecommendationAnswered: (become_commitment,),
    organisation.Merged: (pass_on, end_mandates),
    organisation.Transferred: (hand_over,),
    organisation.Dissolved: (end_mandates,),
    mandate.Revoked: (question_signatures,),
}
"""What follows from which event."""


@dataclass(frozen=True, slots=True)
class Reactor:
    """Follows the log and carries out what follows. Each step has a key of its own, so that nothing is done twice."""

    surroundings: Surroundings
    bookmark: Bookmark
    name: str = "reactions"

    def catch_up(self) -> Sequence[Mapping[str, str]]:
        """React to everything up to the end of the log; what the rules refused is returned and stops nothing else."""
        log = self.surroundings.execute.house.log
        refused: list[Mapping[str, str]] = []
        position = self.bookmark.position(self.name)
        while facts := log.of_types(tuple(REACT), position, PAGE):
            for fact in facts:
                refused += self._react(fact)
                position = fact.position
            self.bookmark.move(self.name, position)
        return refused

    def _react(self, fact: Recorded) -> Iterator[Mapping[str, str]]:
        caller = Caller(actor=REACTIONS, causation=fact.event_id, correlation=fact.correlation)
        for react in REACT[type(fact.event)]:
            for step in react(fact.event, fact, self.surroundings):
                key = IdempotencyKey(
                    actor=REACTIONS, route=react.__name__, key=f"{fact.event_id}/{step.name}", digest=""
                )
                try:
                    self.surroundings.execute.carry_out(caller, step.decide, key)
                except Refusal as refusal:
                    yield {
                        "event": fact.event_id,
                        "step": step.name,
                        "rule": rule_name(type(refusal)),
                        "detail": in_words(refusal),
                    }


def _ask(deed: Deed, kind: str, stream: str | None, command: object) -> tuple[Ask, str, list[object]]:
    fields = {name: getattr(command, name) for name in _slots(command)}
    ask = Ask(noun=deed.house.nouns[kind], command=type(command), stream=stream, fields=fields)
    return (ask, *deed.ask(ask))


def _ask_record(kind: str, stream: str, command: object, deed: Deed) -> Decided:
    return [_ask(deed, kind, stream, command)]


def _ask_one(kind: str, stream: str, fields: Mapping[str, object], command: type, deed: Deed) -> Decided:
    ask = Ask(noun=deed.house.nouns[kind], command=command, stream=stream, fields=fields)
    return [(ask, *deed.ask(ask))]


def _all(reading: Reading, listing: str, filters: Mapping[str, str], fact: Recorded) -> Iterator[Mapping[str, object]]:
    after: str | None = None
    while True:
        page = reading.page(listing, filters, after=after, limit=PAGE, today=fact.recorded_at.date())
        yield from list(page.items)
        after = page.next
        if after is None:
            return


def _slots(value: object) -> tuple[str, ...]:
    kind: type = type(value)
    return getattr(kind, "__slots__", ())
