"""What is open and what is entered, found again by number, and by third party and amount, as lines are dealt with."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from application.paying.bodies import Found
from application.paying.known import Booked, OpenItem
from domain.agreement.posting import MoneyStage
from domain.values import AgreementId, Money, OrganisationId

_PART = re.compile(r"/\d{1,4}$")
NEAR = timedelta(days=10)
"""How far apart two statements of one payment may be dated."""

Numbered = tuple[OrganisationId, MoneyStage, str]
Owed = tuple[OrganisationId, OrganisationId | None]


def bare(number: str) -> str:
    """The number as the accounts have it: several payments of one order are entered as NUMBER, NUMBER/2, NUMBER/3."""
    return _PART.sub("", number)


class Open:
    """The open items and the entries, indexed; what is matched is taken off."""

    def __init__(self, items: Iterable[OpenItem], booked: Iterable[Booked]) -> None:
        self._items: dict[Owed, list[OpenItem]] = defaultdict(list)
        self._by_left: dict[tuple[Owed, int], list[OpenItem]] = defaultdict(list)
        self._of: dict[AgreementId, list[OpenItem]] = defaultdict(list)
        self._numbered: dict[Numbered, list[Booked]] = defaultdict(list)
        self._entered: dict[tuple[OrganisationId, MoneyStage, int], list[Booked]] = defaultdict(list)
        self._callable: dict[Owed, Counter[tuple[AgreementId, int, str]]] = defaultdict(Counter)
        for item in items:
            self.add_item(item)
        for entry in booked:
            self.add_entry(entry)

    def add_item(self, item: OpenItem) -> None:
        """Something is still to be paid."""
        owed = (item.payer, item.beneficiary)
        self._items[owed].append(item)
        self._by_left[owed, item.left].append(item)
        self._of[item.agreement].append(item)

    def add_entry(self, entry: Booked) -> None:
        """Something is entered; what is below zero cancels the same above zero."""
        if entry.cents < 0 and entry.stage in {MoneyStage.PAID, MoneyStage.RECOVERED}:
            self._cancel(entry)
        elif entry.stage in {MoneyStage.PAID, MoneyStage.RECOVERED}:
            self._entered[entry.payer, entry.stage, entry.cents].append(entry)
        if entry.number:
            self._numbered[entry.payer, entry.stage, bare(entry.number)].append(entry)
        if entry.stage in {MoneyStage.RECOVERY_ORDERED, MoneyStage.RECOVERED}:
            sign = 1 if entry.stage is MoneyStage.RECOVERY_ORDERED else -1
            called = (entry.agreement, entry.year, entry.currency)
            self._callable[entry.payer, entry.beneficiary][called] += sign * entry.cents

    def _cancel(self, entry: Booked) -> None:
        same = self._entered.get((entry.payer, entry.stage, -entry.cents), ())
        for one in reversed(same):
            if not one.taken and (one.agreement, one.instalment) == (entry.agreement, entry.instalment):
                one.taken = True
                return

    def entries(self, payer: OrganisationId, stage: MoneyStage, number: str, year: int | None = None) -> list[Booked]:
        """What is entered of a stage under a number; numbers begin anew each year, where a year is named."""
        found = self._numbered.get((payer, stage, bare(number)), []) if number else []
        return [one for one in found if year is None or one.year == year]

    def entered(
        self, payer: OrganisationId, stage: MoneyStage, amount: Money, on: date, *, within: Found | None, number: str
    ) -> Iterator[Booked]:
        """Entries of that sum near that day which no line is attached to, under that number or none.

        Of these beneficiaries, where some are named.
        """
        for one in self._entered.get((payer, stage, amount.cents), ()):
            theirs = within is None or one.beneficiary is None or one.beneficiary in within
            same = not number or not one.number or bare(one.number) == number
            if not one.taken and theirs and same and abs(one.on - on) <= NEAR and one.currency == amount.currency:
                yield one

    def of_amount(self, payer: OrganisationId, whom: Found, cents: int, on: date, currency: str) -> list[OpenItem]:
        """What is open for exactly that sum on that day."""
        return [
            item
            for one in sorted(whom)
            for item in self._by_left.get(((payer, one), cents), ())
            if item.left == cents and item.first <= on <= item.last and item.currency == currency
        ]

    def of_amount_some_day(self, payer: OrganisationId, whom: Found, cents: int, currency: str) -> list[OpenItem]:
        """What is open for exactly that sum, whatever the day."""
        owed = self.owed_to(payer, whom)
        return [item for item in owed if (item.left, item.currency) == (cents, currency)]

    def owed_to(self, payer: OrganisationId, whom: Found) -> list[OpenItem]:
        """Everything that is open for these."""
        return [item for one in sorted(whom) for item in self._items.get((payer, one), ()) if item.left > 0]

    def of_agreement(self, agreement: AgreementId, payer: OrganisationId) -> list[OpenItem]:
        """What is open in an agreement, in the order of its instalments."""
        return [item for item in self._of.get(agreement, ()) if item.payer == payer and item.left > 0]

    def called_back(self, payer: OrganisationId, whom: Found) -> Iterator[tuple[AgreementId, int, str, int]]:
        """What was called back of these and is not back: agreement, year, currency, minor units."""
        for one in (*sorted(whom), None):
            for (agreement, year, currency), cents in self._callable.get((payer, one), Counter()).items():
                if cents > 0:
                    yield agreement, year, currency, cents

    def pay(self, item: OpenItem, cents: int) -> None:
        """So much less is open."""
        item.left = max(item.left - cents, 0)
        if item.left:
            self._by_left[(item.payer, item.beneficiary), item.left].append(item)
