"""Lines of accounts against agreements: by number, then by third party, amount and day; what is not certain waits."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from application.grants.rows import Quarantined
from application.paying.bodies import Bodies, Found
from application.paying.known import Booked, OpenItem, ReportedLine
from application.paying.ledger import Open
from application.paying.outcomes import Entry, Known, Matched, Outcome, Waiting, refused
from application.paying.rows import PaymentRow, key
from domain.agreement.posting import MoneyStage
from domain.decider import record
from domain.payment import Candidate, Match, MatchedBy, PaymentKind, PaymentState
from domain.values import AgreementId, Money, OrganisationId

SHOWN = 5
"""So many candidates are shown with a line that waits."""


@record
class Place:
    """Where a line belongs, as far as the search has come."""

    agreement: AgreementId
    by: MatchedBy
    year: int
    beneficiary: OrganisationId | None = None
    item: OpenItem | None = None
    booked: Booked | None = None
    """The entry it confirms (by: entered) or cancels."""


@record
class Unclear:
    """Why no place is certain, and which could be meant."""

    reason: str
    items: tuple[OpenItem, ...] = ()
    agreements: tuple[AgreementId, ...] = ()


@dataclass(slots=True)
class Matching:
    """One statement on its way to outcomes; each line counts with what the lines before it came to."""

    bodies: Bodies
    payers: Found
    open: Open
    reported: Mapping[tuple[str, int], ReportedLine]
    default_payer: OrganisationId | None = None
    file: str = ""
    """The digest of the file: imported again, it finds nothing that it did not find before."""
    seen: Counter[str] = field(default_factory=Counter[str])

    def outcome(self, row: PaymentRow | Quarantined) -> Outcome:
        """What is to become of the line."""
        if isinstance(row, Quarantined):
            return row
        payer = self.payer(row)
        if payer is None:
            named = row.payer.name or row.payer.siret or "" if row.payer else ""
            return refused(row, "payer-unknown", "payeur", named)
        name = key(row, payer)
        self.seen[name] += 1
        occurrence = self.seen[name]
        line = self.reported.get((name, occurrence))
        if line is not None and (line.state is not PaymentState.WAITING or line.undone or line.file == self.file):
            return Known(row=row, line=line)
        return self._decided(row, payer, name, occurrence, line)

    def payer(self, row: PaymentRow) -> OrganisationId | None:
        """Whose accounts the line is of: as it says, else as the caller says."""
        if row.payer is None:
            return self.default_payer
        found = self.bodies.found(row.payer) & self.payers
        return next(iter(found)) if len(found) == 1 else None

    def _decided(
        self, row: PaymentRow, payer: OrganisationId, name: str, occurrence: int, line: ReportedLine | None
    ) -> Outcome:
        named = self.bodies.found(row.third_party)
        organisation = next(iter(named)) if len(named) == 1 else None
        whom = self.bodies.with_predecessors(named)
        # A line that another repeats word for word may be the same payment, printed twice: a person says.
        place = Unclear(reason="same-line-twice") if occurrence > 1 else self.place(row, payer, whom)
        if line is not None and not (isinstance(place, Place) and place.by is MatchedBy.NUMBER):
            return Known(row=row, line=line)  # what waited is found by a number that has come since, or not at all
        if isinstance(place, Unclear):
            return Waiting(
                row=row,
                payer=payer,
                key=name,
                occurrence=occurrence,
                organisation=organisation,
                reason=place.reason,
                candidates=candidates(place),
            )
        matched = Matched(
            row=row,
            payer=payer,
            key=name,
            occurrence=occurrence,
            organisation=organisation or place.beneficiary,
            match=self._match(row, place, payer),
            entry=None if place.by is MatchedBy.ENTERED else self._entry(row, place, payer),
            waiting=None if line is None else line.payment,
        )
        self._taken(row, place, payer, matched)
        return matched

    def place(self, row: PaymentRow, payer: OrganisationId, whom: Found) -> Place | Unclear:
        """Where the line belongs."""
        return _SEARCHES[row.kind](self, row, payer, whom)

    def _match(self, row: PaymentRow, place: Place, payer: OrganisationId) -> Match:
        booked = place.booked if place.by is MatchedBy.ENTERED else None
        return Match(
            agreement=place.agreement,
            instalment=booked.instalment if booked else self._instalment(place),
            entry=booked.number if booked else self._number(row, payer, place.year),
            by=place.by,
        )

    def _entry(self, row: PaymentRow, place: Place, payer: OrganisationId) -> Entry:
        return Entry(
            kind=row.kind,
            year=place.year,
            beneficiary=place.beneficiary,
            instalment=self._instalment(place),
            number=self._number(row, payer, place.year),
        )

    @staticmethod
    def _instalment(place: Place) -> int | None:
        if place.booked is not None:
            return place.booked.instalment
        return None if place.item is None else place.item.instalment

    def _number(self, row: PaymentRow, payer: OrganisationId, year: int) -> str:
        """The number of the accounts; of a second payment of one order, with its place among them."""
        number = row.recovery if row.kind is PaymentKind.RECOVERY else row.order
        if not number or row.kind is PaymentKind.CANCELLATION:
            return ""
        stage = MoneyStage.RECOVERED if row.kind is PaymentKind.RECOVERY else MoneyStage.PAID
        before = sum(1 for one in self.open.entries(payer, stage, number) if one.cents > 0 and one.year == year)
        return f"{number}/{before + 1}" if before else number

    def _taken(self, row: PaymentRow, place: Place, payer: OrganisationId, matched: Matched) -> None:
        """The lines that follow find less open, and this one entered."""
        cents = row.amount.cents
        if place.booked is not None:
            place.booked.taken = True
        if place.by is MatchedBy.ENTERED or row.kind is PaymentKind.CANCELLATION:
            return
        if place.item is not None:
            self.open.pay(place.item, cents)
        stage = MoneyStage.RECOVERED if row.kind is PaymentKind.RECOVERY else MoneyStage.PAID
        self.open.add_entry(
            Booked(
                agreement=place.agreement,
                stage=stage,
                payer=payer,
                year=place.year,
                number=matched.match.entry,
                beneficiary=place.beneficiary,
                instalment=self._instalment(place),
                cents=cents,
                currency=row.amount.currency,
                on=row.on,
                taken=True,
            )
        )


def payment(one: Matching, row: PaymentRow, payer: OrganisationId, whom: Found) -> Place | Unclear:
    """A payment: by its order, by its commitment, else by third party, amount and day."""
    for stage, number in ((MoneyStage.ORDERED, row.order), (MoneyStage.COMMITTED, row.commitment)):
        entries = one.open.entries(payer, stage, number, row.year)
        if entries:
            return _by_number(one, row, payer, whom, entries)
    if not whom:
        return Unclear(reason="third-party-unknown")
    entered = _already(one, row, payer, whom, MoneyStage.PAID)
    if entered is not None:
        return entered
    items = one.open.of_amount(payer, whom, row.amount.cents, row.on, row.amount.currency)
    if len({item.agreement for item in items}) == 1:
        return _at(items[0], MatchedBy.AMOUNT, row)
    if items:
        return Unclear(reason="several-could-be-meant", items=tuple(items))
    return _unclear(one, row, payer, whom)


def _unclear(one: Matching, row: PaymentRow, payer: OrganisationId, whom: Found) -> Unclear:
    """Why nothing that is open for the third party is this payment."""
    amount = row.amount
    equal = one.open.of_amount_some_day(payer, whom, amount.cents, amount.currency)
    if equal:
        early = all(row.on < item.first for item in equal)
        return Unclear(reason="before-the-agreement" if early else "out-of-its-time", items=tuple(equal))
    owed = one.open.owed_to(payer, whom)
    other = any(item.currency != amount.currency for item in owed)
    reason = "currency-differs" if other else "no-such-amount-open" if owed else "nothing-open"
    return Unclear(reason=reason, items=tuple(owed))


def _by_number(
    one: Matching, row: PaymentRow, payer: OrganisationId, whom: Found, entries: Sequence[Booked]
) -> Place | Unclear:
    named = _meant(row, whom, entries)
    agreements = tuple(dict.fromkeys(entry.agreement for entry in named))
    if len(agreements) != 1:
        return Unclear(reason="several-could-be-meant", agreements=agreements)
    (agreement,) = agreements
    entry = named[0]
    if whom and entry.beneficiary is not None and entry.beneficiary not in whom:
        return Unclear(reason="third-party-differs", agreements=agreements)
    if entry.currency != row.amount.currency:
        return Unclear(reason="currency-differs", agreements=agreements)
    under = one.open.entries(payer, MoneyStage.PAID, row.order, entry.year)
    paid = [each for each in under if each.cents > 0]
    confirmed = next((each for each in paid if not each.taken and each.cents == row.amount.cents), None)
    confirmed = confirmed or _entered_in(one, row, payer, agreement)
    if confirmed is not None:
        return _confirming(confirmed)
    if paid and sum(each.cents for each in under) + row.amount.cents > sum(each.cents for each in named):
        return Unclear(reason="already-paid", agreements=agreements)
    return _in_agreement(one, row, payer, entry)


def _entered_in(one: Matching, row: PaymentRow, payer: OrganisationId, agreement: AgreementId) -> Booked | None:
    """The entry of that sum and day that the agreement holds."""
    found = one.open.entered(payer, MoneyStage.PAID, row.amount, row.on, within=None, number=row.order)
    return next((each for each in found if each.agreement == agreement), None)


def _meant(row: PaymentRow, whom: Found, entries: Sequence[Booked]) -> Sequence[Booked]:
    """Of entries under one number, those of the year, of the third party, then of the amount, as far as there are."""
    tests: tuple[Callable[[Booked], bool], ...] = (
        lambda entry: entry.year == row.year,
        lambda entry: entry.beneficiary in whom,
        lambda entry: entry.cents == row.amount.cents,
    )
    found = list(entries)
    for test in tests:
        if len({entry.agreement for entry in found}) > 1:
            found = [entry for entry in found if test(entry)] or found
    return found


def _in_agreement(one: Matching, row: PaymentRow, payer: OrganisationId, entry: Booked) -> Place:
    """The instalment of the order; else the first of exactly that sum, else the first that is open."""
    items = one.open.of_agreement(entry.agreement, payer)
    cents = row.amount.cents
    named = [item for item in items if item.instalment == entry.instalment and entry.instalment is not None]
    equal = [item for item in items if item.left == cents]
    enough = [item for item in items if item.left > cents]
    item = next(iter((*named, *equal, *enough)), None)
    return Place(
        agreement=entry.agreement,
        by=MatchedBy.NUMBER,
        year=entry.year,
        beneficiary=entry.beneficiary or (None if item is None else item.beneficiary),
        item=item,
    )


def _at(item: OpenItem, by: MatchedBy, row: PaymentRow) -> Place:
    year = row.year if item.year is None else item.year
    return Place(agreement=item.agreement, by=by, year=year, beneficiary=item.beneficiary, item=item)


def _confirming(booked: Booked) -> Place:
    return Place(
        agreement=booked.agreement,
        by=MatchedBy.ENTERED,
        year=booked.year,
        beneficiary=booked.beneficiary,
        booked=booked,
    )


def _already(
    one: Matching, row: PaymentRow, payer: OrganisationId, whom: Found, stage: MoneyStage
) -> Place | Unclear | None:
    """The entry that says the same, which somebody made by hand or a publication stated."""
    number = row.recovery if stage is MoneyStage.RECOVERED else row.order
    found = list(one.open.entered(payer, stage, row.amount, row.on, within=whom, number=number))
    if len({each.agreement for each in found}) > 1:
        nearest = min(abs(each.on - row.on) for each in found)
        found = [each for each in found if abs(each.on - row.on) == nearest]
    agreements = tuple(dict.fromkeys(each.agreement for each in found))
    if len(agreements) > 1:
        return Unclear(reason="several-could-be-meant", agreements=agreements)
    return _confirming(found[0]) if found else None


def recovery(one: Matching, row: PaymentRow, payer: OrganisationId, whom: Found) -> Place | Unclear:
    """Money that came back: by the number of the order that called it back, else by third party and amount."""
    entries = one.open.entries(payer, MoneyStage.RECOVERY_ORDERED, row.recovery)
    named = _meant(row, whom, entries)
    agreements = tuple(dict.fromkeys(entry.agreement for entry in named))
    entered = _already(one, row, payer, whom, MoneyStage.RECOVERED)
    if isinstance(entered, Place) and (not agreements or entered.agreement in agreements):
        return entered
    if len(agreements) == 1:
        called = named[0]
        return Place(agreement=called.agreement, by=MatchedBy.NUMBER, year=called.year, beneficiary=called.beneficiary)
    if agreements:
        return Unclear(reason="several-could-be-meant", agreements=agreements)
    back = [
        (agreement, year)
        for agreement, year, currency, cents in one.open.called_back(payer, whom)
        if (currency, cents) == (row.amount.currency, row.amount.cents)
    ]
    if len(back) == 1:
        agreement, year = back[0]
        beneficiary = next(iter(whom)) if len(whom) == 1 else None
        return Place(agreement=agreement, by=MatchedBy.AMOUNT, year=year, beneficiary=beneficiary)
    could = tuple(dict.fromkeys(agreement for agreement, *_ in one.open.called_back(payer, whom)))
    return Unclear(reason="recovery-without-order", agreements=could)


def cancellation(one: Matching, row: PaymentRow, payer: OrganisationId, whom: Found) -> Place | Unclear:
    """A payment that came back or was cancelled: of the order named, whole or in part."""
    paid = one.open.entries(payer, MoneyStage.PAID, row.order)
    found = [each for each in paid if each.cents >= row.amount.cents]
    agreements = tuple(dict.fromkeys(each.agreement for each in found))
    strangers = [each for each in found if whom and each.beneficiary is not None and each.beneficiary not in whom]
    if len(agreements) != 1 or strangers:
        return Unclear(reason="nothing-to-cancel", agreements=agreements)
    whole = next((each for each in found if each.cents == row.amount.cents), found[0])
    return Place(
        agreement=whole.agreement,
        by=MatchedBy.NUMBER,
        year=whole.year,
        beneficiary=whole.beneficiary,
        booked=whole,
    )


def candidates(unclear: Unclear) -> tuple[Candidate, ...]:
    """The first of those that could be meant."""
    items = [
        Candidate(
            agreement=item.agreement,
            instalment=item.instalment,
            left=Money.of(Decimal(item.left).scaleb(-2), item.currency),
        )
        for item in unclear.items
    ]
    return tuple([*items, *(Candidate(agreement=each) for each in unclear.agreements)][:SHOWN])


_SEARCHES: Mapping[PaymentKind, Callable[[Matching, PaymentRow, OrganisationId, Found], Place | Unclear]] = {
    PaymentKind.PAYMENT: payment,
    PaymentKind.RECOVERY: recovery,
    PaymentKind.CANCELLATION: cancellation,
}
