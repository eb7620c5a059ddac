"""A party that disagrees with an entry says so beside it, and the answer stays visible too."""

from datetime import date
from typing import assert_never

from domain.agreement.acts import is_party
from domain.agreement.parts import NotAParty
from domain.agreement.state import Agreement, Contest
from domain.agreement.text import existing
from domain.decider import Refusal, record, replace
from domain.values import OrganisationId


@record
class ContestEntry:
    """Contest, for a party, an entry of this agreement's file, named by its event."""

    entry: str
    by: OrganisationId
    words: str
    on: date


@record
class AnswerContest:
    """Answer a contest."""

    contest: int
    by: OrganisationId
    words: str
    on: date


Command = ContestEntry | AnswerContest


@record
class EntryContested:
    number: int
    entry: str
    by: OrganisationId
    words: str
    on: date


@record
class ContestAnswered:
    contest: int
    by: OrganisationId
    words: str
    on: date


Event = EntryContested | ContestAnswered


class NoSuchContest(Refusal):
    """The contest named is not on file here."""


class ContestWithoutWords(Refusal):
    """Whoever contests an entry, or answers, says why."""


class ContestAnsweredAlready(Refusal):
    """A contest is answered once; who still disagrees contests the answer."""


def decide(command: Command, agreement: Agreement) -> list[Event]:
    if not is_party(command.by, existing(agreement)):
        raise NotAParty(command.by)
    if not command.words.strip():
        raise ContestWithoutWords
    match command:
        case ContestEntry():
            return contest_entry(command, agreement)
        case AnswerContest():
            return answer(command, agreement)
        case _:
            assert_never(command)


def contest_entry(command: ContestEntry, agreement: Agreement) -> list[Event]:
    if any((one.entry, one.by, one.words) == (command.entry, command.by, command.words) for one in agreement.contests):
        return []
    number = len(agreement.contests) + 1
    return [EntryContested(number=number, entry=command.entry, by=command.by, words=command.words, on=command.on)]


def answer(command: AnswerContest, agreement: Agreement) -> list[Event]:
    if not 1 <= command.contest <= len(agreement.contests):
        raise NoSuchContest(command.contest)
    known = agreement.contests[command.contest - 1]
    if (known.answered_by, known.answer) == (command.by, command.words):
        return []
    if known.answered_by is not None:
        raise ContestAnsweredAlready(command.contest)
    return [ContestAnswered(contest=command.contest, by=command.by, words=command.words, on=command.on)]


def evolve(agreement: Agreement, event: Event) -> Agreement:
    match event:
        case EntryContested(number=number, entry=entry, by=by, words=words, on=on):
            known = Contest(number=number, entry=entry, by=by, words=words, on=on)
            return replace(agreement, contests=(*agreement.contests, known))
        case ContestAnswered():
            return replace(agreement, contests=tuple(_answered(one, event) for one in agreement.contests))
        case _:
            assert_never(event)


def _answered(one: Contest, event: ContestAnswered) -> Contest:
    if one.number != event.contest:
        return one
    return replace(one, answer=event.words, answered_by=event.by, answered_on=event.on)
