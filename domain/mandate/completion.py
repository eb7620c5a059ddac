"""What was unknown of a mandate when it was recorded can be filled in later."""

from datetime import date
from typing import TypeVar

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.mandate.grant import MandateStartUnknown, SigningWithoutAct, before_act, forwards
from domain.mandate.state import Mandate
from domain.values import ActReference

T = TypeVar("T")


@record
class Complete:
    """Fill in what was unknown when the mandate was recorded."""

    start: date | None = None
    act: ActReference | None = None
    capacity: str = ""
    on: date


@record
class Completed:
    start: date | None = None
    act: ActReference | None = None
    capacity: str = ""
    on: date


class MandateDetailKnown(Refusal):
    """Only what is unknown is filled in; what is known is changed by granting another mandate."""


def complete(command: Complete, mandate: Mandate) -> list[Completed | irregularity.Event]:
    news = Completed(
        start=_news("start", mandate.period.start, command.start),
        act=_news("act", mandate.act, command.act),
        capacity=_news("capacity", mandate.capacity or None, command.capacity or None) or "",
        on=command.on,
    )
    if news == Completed(on=command.on):
        return []
    after = completed(mandate, news)
    forwards(after.period)
    found = [*before_act(after.act, after.period)]
    return [news, *_cured(news, mandate), *irregularity.noticed(found, mandate.irregularities, command.on)]


def _news(what: str, known: T | None, said: T | None) -> T | None:
    """What is said, where nothing was known."""
    if known is None or said is None or said == known:
        return said if known is None else None
    raise MandateDetailKnown(what, known)


def _cured(news: Completed, mandate: Mandate) -> list[irregularity.Event]:
    """The irregularities that consisted in not knowing what is now known."""
    cured = {
        irregularity.rule_name(MandateStartUnknown): news.start,
        irregularity.rule_name(SigningWithoutAct): news.act,
    }
    return [
        irregularity.IrregularityRegularised(number=one.number, how="Complété.", on=news.on)
        for one in mandate.irregularities
        if one.state is irregularity.IrregularityState.OPEN and cured.get(one.rule) is not None
    ]


def completed(mandate: Mandate, event: Completed) -> Mandate:
    return replace(
        mandate,
        period=replace(mandate.period, start=event.start or mandate.period.start),
        act=event.act or mandate.act,
        capacity=event.capacity or mandate.capacity,
    )
