"""A rule that a recorded fact did not meet: open until it is regularised, or accepted with reasons."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from domain.decider import Refusal, record, replace
from domain.values import Evidence, Source

E = TypeVar("E")


@record
class NoticeIrregularity:
    """Put on file a broken rule that was noticed after the fact."""

    rule: str
    article: str = ""
    detail: str = ""
    cure: str = ""
    on: date


@record
class RegulariseIrregularity:
    """Say how an irregularity was put right."""

    number: int
    how: str
    evidence: Evidence | None = None
    on: date


@record
class AcceptIrregularity:
    """Accept an irregularity as it is, with reasons."""

    number: int
    reasons: str
    on: date


Command = NoticeIrregularity | RegulariseIrregularity | AcceptIrregularity


@record
class IrregularityNoticed:
    number: int
    rule: str
    article: str = ""
    detail: str = ""
    cure: str = ""
    on: date


@record
class IrregularityRegularised:
    number: int
    how: str
    evidence: Evidence | None = None
    on: date


@record
class IrregularityAccepted:
    number: int
    reasons: str
    on: date


Event = IrregularityNoticed | IrregularityRegularised | IrregularityAccepted


class NoSuchIrregularity(Refusal):
    """The irregularity named is not on file here."""


class ReasonsMissing(Refusal):
    """An irregularity is put right or accepted with reasons in words."""


class IrregularityState(StrEnum):
    OPEN = "open"
    REGULARISED = "regularised"
    ACCEPTED = "accepted"


@record
class Irregularity:
    number: int
    rule: str
    article: str
    detail: str
    cure: str
    noticed_on: date
    state: IrregularityState = IrregularityState.OPEN
    words: str = ""
    settled_on: date | None = None


Irregularities = tuple[Irregularity, ...]


def rule_name(rule: type[Refusal]) -> str:
    """The stable name of a rule: its class name in kebab case (`SignatoryNotEmpowered` → `signatory-not-empowered`)."""
    letters = [("-" + letter.lower()) if letter.isupper() else letter for letter in rule.__name__]
    return "".join(letters).removeprefix("-")


def in_words(breach: Refusal) -> str:
    """The details of a breach as text."""
    return "; ".join(str(argument) for argument in breach.args)


def judged(
    events: Sequence[E], breaches: Iterable[Refusal], source: Source | None, known: Irregularities, on: date
) -> list[E | Event]:
    """What is recorded of a fact and the rules it broke.

    Done here (no source), the first breach refuses it. Done elsewhere, the fact stands as it is and each breach
    becomes an irregularity after it.
    """
    found = list(breaches)
    if source is None and found:
        raise found[0]
    return [*events, *noticed(found, known, on)]


def noticed(breaches: Iterable[Refusal], known: Irregularities, on: date) -> list[Event]:
    """One irregularity for each breach that is not already open in the same words."""
    still_open = {(one.rule, one.detail) for one in known if one.state is IrregularityState.OPEN}
    number = len(known)
    events: list[Event] = []
    for breach in breaches:
        rule, detail = rule_name(type(breach)), in_words(breach)
        if (rule, detail) not in still_open:
            still_open.add((rule, detail))
            number += 1
            events.append(
                IrregularityNoticed(
                    number=number, rule=rule, article=breach.article, detail=detail, cure=breach.cure, on=on
                )
            )
    return events


def decide(command: Command, known: Irregularities) -> list[Event]:
    """Notice, regularise or accept; saying again what is already so changes nothing."""
    match command:
        case NoticeIrregularity():
            return _notice(command, known)
        case RegulariseIrregularity():
            if not command.how.strip():
                raise ReasonsMissing
            if _open(command.number, known):
                return [
                    IrregularityRegularised(
                        number=command.number, how=command.how, evidence=command.evidence, on=command.on
                    )
                ]
            return []
        case AcceptIrregularity():
            if not command.reasons.strip():
                raise ReasonsMissing
            if _open(command.number, known):
                return [IrregularityAccepted(number=command.number, reasons=command.reasons, on=command.on)]
            return []


def _notice(command: NoticeIrregularity, known: Irregularities) -> list[Event]:
    same = (one for one in known if one.state is IrregularityState.OPEN)
    if any((one.rule, one.detail) == (command.rule, command.detail) for one in same):
        return []
    return [
        IrregularityNoticed(
            number=len(known) + 1,
            rule=command.rule,
            article=command.article,
            detail=command.detail,
            cure=command.cure,
            on=command.on,
        )
    ]


def _open(number: int, known: Irregularities) -> bool:
    for one in known:
        if one.number == number:
            return one.state is IrregularityState.OPEN
    raise NoSuchIrregularity(number)


def evolve(known: Irregularities, event: Event) -> Irregularities:
    match event:
        case IrregularityNoticed():
            entry = Irregularity(
                number=event.number,
                rule=event.rule,
                article=event.article,
                detail=event.detail,
                cure=event.cure,
                noticed_on=event.on,
            )
            return (*known, entry)
        case IrregularityRegularised(number=number, how=how, on=on):
            return _settled(known, number, IrregularityState.REGULARISED, how, on)
        case IrregularityAccepted(number=number, reasons=reasons, on=on):
            return _settled(known, number, IrregularityState.ACCEPTED, reasons, on)


def _settled(known: Irregularities, number: int, state: IrregularityState, words: str, on: date) -> Irregularities:
    return tuple(
        replace(one, state=state, words=words, settled_on=on) if one.number == number else one for one in known
    )
