"""What a publication says about payment: what falls due in which year, and the payment whose day it states."""

from datetime import date
from decimal import Decimal

from domain.agreement.parts import AidNature, Instalment, InstalmentKind
from domain.agreement.state import Published, PublishedInstalment
from domain.decider import record
from domain.values import Money, OrganisationId


@record
class Statement:
    """A payment in one sum on a stated day."""

    amount: Money
    beneficiary: OrganisationId
    on: date


def planned(said: Published, payer: OrganisationId) -> tuple[Instalment, ...]:
    """The instalments, where the budget year of each is certain; none where one is not."""
    if payer in said.beneficiaries:
        return ()
    found = [_instalment(number, one, said, payer) for number, one in enumerate(said.instalments, 1)]
    known = tuple(one for one in found if one is not None)
    return known if len(known) == len(found) else ()


def statement(said: Published, today: date) -> Statement | None:
    """A payment in one sum on a published day that has come: the standard asks for a day only where it is known."""
    day = _exact_day(said)
    if day is None or day > today or said.nature is not AidNature.IN_CASH or not _in_one_sum(said):
        return None
    amount = None if said.amount is None else _part(said.amount, said)
    if amount is None or not said.beneficiaries:
        return None
    return Statement(amount=amount, beneficiary=said.beneficiaries[0], on=day)


def _instalment(number: int, one: PublishedInstalment, said: Published, payer: OrganisationId) -> Instalment | None:
    single = _in_one_sum(said)
    due = one.due_on or (_exact_day(said) if single else None)
    year = due.year if due else _only_year(said)
    amount = None if one.amount is None else _part(one.amount, said)
    if year is None or amount is None:
        return None
    return Instalment(
        number=number,
        label=one.label,
        kind=InstalmentKind.SINGLE if single else InstalmentKind.INTERIM,
        payer=payer,
        beneficiary=said.beneficiaries[0] if said.beneficiaries else None,
        year=year,
        amount=amount,
        due_on=due,
    )


def _in_one_sum(said: Published) -> bool:
    """Whether the conditions say *unique* and nothing else."""
    match said.instalments:
        case (PublishedInstalment(label="", share=Decimal() as share),):
            return share == 1
        case _:
            return False


def _exact_day(said: Published) -> date | None:
    period = said.payment_period
    return period.start if period is not None and period.start == period.end else None


def _only_year(said: Published) -> int | None:
    """The year of payment, where the period lies within one."""
    period = said.payment_period
    if period is None or period.start is None or period.end is None or period.start.year != period.end.year:
        return None
    return period.start.year


def _part(amount: Money, said: Published) -> Money | None:
    """The beneficiary's part: the amount published is that of all beneficiaries together."""
    if said.percentage is None:
        return None
    part = Money.of(amount.amount * said.percentage, amount.currency)
    return part if part.cents > 0 else None
