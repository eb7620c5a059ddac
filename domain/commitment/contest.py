"""Either side can contest an entry; the contest stays visible with its answer."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.commitment.state import Commitment, ContestedEntry, every_owner
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.values import OrganisationId, Source


@record
class Contest:
    """Dispute an entry (the reference of its event, or what it says), with the reasons."""

    entry: str
    by: OrganisationId
    reasons: str
    on: date
    source: Source | None = None


@record
class AnswerContest:
    """Answer a contest, saying whether it is upheld."""

    contest: int
    by: OrganisationId
    answer: str
    upheld: bool
    on: date
    source: Source | None = None


@record
class EntryContested:
    contest: int
    entry: str
    by: OrganisationId
    reasons: str
    on: date
    source: Source | None = None


@record
class ContestAnswered:
    contest: int
    by: OrganisationId
    answer: str
    upheld: bool
    on: date
    source: Source | None = None


Event = EntryContested | ContestAnswered
Recorded = Sequence[Event | irregularity.Event]


class NotASide(Refusal):
    """An entry is contested by one of the sides: who owes, or who is to benefit."""

    cure = "The coordination checks in whose name the entry was contested."


class ContestedWithoutReasons(Refusal):
    """An entry is contested with reasons in words."""

    cure = "Whoever contests gives the reasons."


class NoSuchContestedEntry(Refusal):
    """The contest named is not on record here."""


class OwnContest(Refusal):
    """Nobody answers a contest of their own."""

    cure = "The other side answers."


class ContestAlreadyAnswered(Refusal):
    """A contest is answered once; whoever is not content contests again."""


class AnsweredWithoutWords(Refusal):
    """A contest is answered in words."""

    cure = "Whoever answered says why."


def contest(command: Contest, commitment: Commitment) -> Recorded:
    for one in commitment.contests:
        if (one.entry, one.by, one.reasons) == (command.entry, command.by, command.reasons):
            return []
    contested = EntryContested(
        contest=len(commitment.contests) + 1,
        entry=command.entry,
        by=command.by,
        reasons=command.reasons,
        on=command.on,
        source=command.source,
    )
    breaches: list[Refusal] = []
    if command.by not in every_owner(commitment) | commitment.beneficiaries:
        breaches.append(NotASide(command.by))
    if not command.reasons.strip():
        breaches.append(ContestedWithoutReasons())
    return judged([contested], breaches, command.source, commitment.irregularities, command.on)


def answer_contest(command: AnswerContest, commitment: Commitment) -> Recorded:
    contested = _numbered(command.contest, commitment)
    if contested.answered_on is not None:
        if (contested.answered_by, contested.answer) == (command.by, command.answer):
            return []
        raise ContestAlreadyAnswered(command.contest)
    answered = ContestAnswered(
        contest=command.contest,
        by=command.by,
        answer=command.answer,
        upheld=command.upheld,
        on=command.on,
        source=command.source,
    )
    breaches: list[Refusal] = []
    if command.by == contested.by:
        breaches.append(OwnContest(command.by))
    if not command.answer.strip():
        breaches.append(AnsweredWithoutWords())
    return judged([answered], breaches, command.source, commitment.irregularities, command.on)


def _numbered(number: int, commitment: Commitment) -> ContestedEntry:
    for one in commitment.contests:
        if one.number == number:
            return one
    raise NoSuchContestedEntry(number)


def evolve(commitment: Commitment, event: Event) -> Commitment:
    match event:
        case EntryContested():
            entry = ContestedEntry(
                number=event.contest, entry=event.entry, by=event.by, reasons=event.reasons, on=event.on
            )
            return replace(commitment, contests=(*commitment.contests, entry))
        case ContestAnswered():
            return replace(commitment, contests=tuple(_answered(one, event) for one in commitment.contests))
        case _:
            assert_never(event)


def _answered(one: ContestedEntry, event: ContestAnswered) -> ContestedEntry:
    if one.number != event.contest:
        return one
    return replace(one, answered_by=event.by, answer=event.answer, upheld=event.upheld, answered_on=event.on)
