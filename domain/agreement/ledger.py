"""How the money of an agreement is added up: one line a payer and budget year, and guards every entry passes."""

from collections import deque
from dataclasses import dataclass

from domain.agreement.acts import is_party
from domain.agreement.parts import NotAParty, PartyRole
from domain.agreement.state import Agreement, Ledger, Line, Numbered
from domain.decider import Refusal, replace
from domain.values import Money, OrganisationId, latest, total

REMEMBERED = 64
"""How many numbered entries the state keeps to answer a repetition at once; older ones are claims in the log."""


class AmountNotPositive(Refusal):
    """An entry of money is above zero; what is taken back has an entry of its own."""


class CurrencyDiffers(Refusal):
    """The money of one agreement is counted in one currency."""


class NumberAlreadyUsed(Refusal):
    """A number of the finance system stands for one entry and one amount."""


class MoreTakenBackThanEntered(Refusal):
    """What is reduced, released or cancelled was entered before."""


class BeneficiaryUnclear(Refusal):
    """Where there are several beneficiaries, an entry says which one it is for."""


def line_of(agreement: Agreement, payer: OrganisationId, year: int) -> Line:
    """The line of that payer and year, empty where nothing was entered yet."""
    line = agreement.money.lines.get(f"{payer}/{year}")
    return empty_line(payer, year, currency_of(agreement)) if line is None else line


def currency_of(agreement: Agreement) -> str:
    """The currency in which the agreement is counted; euros where nothing says otherwise."""
    stated = latest(agreement.amounts)
    return agreement.money.currency or ("EUR" if stated is None else stated.currency)


def empty_line(payer: OrganisationId, year: int, currency: str) -> Line:
    if currency == "EUR":
        return Line(payer=payer, year=year)
    nothing = Money.of(0, currency)
    return Line(
        payer=payer,
        year=year,
        forecast=nothing,
        voted=nothing,
        committed=nothing,
        ordered=nothing,
        paid=nothing,
        recovery_ordered=nothing,
        recovered=nothing,
        to_recover=nothing,
        returned=nothing,
        advance_granted=nothing,
        advance_ordered=nothing,
        advance_paid=nothing,
        in_kind=nothing,
    )


def drawn(ledger: Ledger, payer: OrganisationId, year: int, amount: Money) -> Line:
    """The line an event falls on, as it was before."""
    line = ledger.lines.get(f"{payer}/{year}")
    return empty_line(payer, year, amount.currency) if line is None else line


def posted(agreement: Agreement, line: Line, mark: str, amount: Money) -> Agreement:
    """The agreement with that line as it is now, and the entry's number remembered."""
    ledger = agreement.money
    after = replace(
        ledger,
        currency=amount.currency,
        lines={**ledger.lines, f"{line.payer}/{line.year}": line},
        recent=remembered(ledger.recent, mark, amount),
    )
    return replace(agreement, money=after)


@dataclass(slots=True)
class Books:
    """A ledger opened for a run of entries: written to in place, then closed into a ledger again.

    What comes of it is what `posted` makes of one entry after the other, without a copy of the whole for each.
    """

    ledger: Ledger
    currency: str | None
    lines: dict[str, Line]
    recent: deque[tuple[str, Money]]
    """Marks with their amounts; most of a long run are forgotten again before anybody sees them."""

    @classmethod
    def opened(cls, ledger: Ledger) -> "Books":
        """The books as the ledger leaves them."""
        recent = deque(((one.mark, one.amount) for one in ledger.recent), REMEMBERED)
        return cls(ledger, ledger.currency, dict(ledger.lines), recent)

    def drawn(self, payer: OrganisationId, year: int, amount: Money) -> Line:
        """The line an entry falls on, as it was before."""
        line = self.lines.get(f"{payer}/{year}")
        return empty_line(payer, year, amount.currency) if line is None else line

    def post(self, line: Line, mark: str, amount: Money) -> None:
        """That line as it is now, and the entry's number remembered."""
        self.currency = amount.currency
        self.lines[f"{line.payer}/{line.year}"] = line
        if mark:
            self.recent.append((mark, amount))

    def closed(self) -> Ledger:
        """The ledger after all entries."""
        recent = tuple(Numbered(mark=mark, amount=amount) for mark, amount in self.recent)
        return replace(self.ledger, currency=self.currency, lines=self.lines, recent=recent)


def remembered(recent: tuple[Numbered, ...], mark: str, amount: Money) -> tuple[Numbered, ...]:
    """The last marks, with this one; an entry without a number leaves none."""
    if not mark:
        return recent
    return (*recent[-REMEMBERED + 1 :], Numbered(mark=mark, amount=amount))


def mark_of(what: str, payer: OrganisationId, year: int, number: str) -> str:
    """What makes a numbered entry of the finance system one and the same; empty for one without a number."""
    return f"{what}/{payer}/{year}/{number}" if number else ""


def repeated(agreement: Agreement, mark: str, amount: Money) -> bool:
    """Whether this very entry was made already."""
    known = next((one.amount for one in agreement.money.recent if one.mark == mark), None) if mark else None
    if known is not None and known != amount:
        raise NumberAlreadyUsed(mark, known.amount)
    return known is not None


def checked(agreement: Agreement, amount: Money) -> Money:
    """The amount, above zero and in the agreement's currency."""
    if amount.cents <= 0:
        raise AmountNotPositive(amount.amount)
    return same_currency(agreement, amount)


def same_currency(agreement: Agreement, amount: Money) -> Money:
    stated = latest(agreement.amounts)
    currency = agreement.money.currency or (None if stated is None else stated.currency)
    if currency not in {None, amount.currency}:
        raise CurrencyDiffers(amount.currency, currency)
    return amount


def payer_now(agreement: Agreement, payer: OrganisationId, year: int) -> OrganisationId:
    """The payer, or the one that has taken over its line of that year."""
    successor = agreement.successors.get(payer)
    taken = successor is not None and f"{payer}/{year}" not in agreement.money.lines
    return payer_now(agreement, successor, year) if successor is not None and taken else payer


def strangers(agreement: Agreement, *organisations: OrganisationId | None) -> list[Refusal]:
    """Those who are no party to the agreement."""
    return [NotAParty(one) for one in organisations if one is not None and not is_party(one, agreement)]


def beneficiary_of(agreement: Agreement, named: OrganisationId | None) -> OrganisationId | None:
    """The beneficiary named, or the only one there is; None where none is known."""
    if named is not None:
        return named
    members = latest(agreement.parties) or ()
    found = [one.organisation for one in members if one.role is PartyRole.BENEFICIARY]
    if len(found) > 1:
        raise BeneficiaryUnclear(*found)
    return found[0] if found else None


def plus(known: Money, more: Money) -> Money:
    """The sum, in the currency of what is added where nothing was known yet."""
    return known + more if known.cents else more


def covered(amount: Money, *entered: Money | None) -> None:
    """Refuse to take back more than was entered."""
    for one in entered:
        if one is not None and amount.amount > one.amount:
            raise MoreTakenBackThanEntered(amount.amount, one.amount)


def paid_in_all(agreement: Agreement) -> Money:
    """What all payers paid in all years."""
    return total((line.paid for line in agreement.money.lines.values()), currency_of(agreement))


def committed_in_all(agreement: Agreement) -> Money:
    """What all payers committed in all years."""
    return total((line.committed for line in agreement.money.lines.values()), currency_of(agreement))
