"""What a person decides of a payment that waits, and how a decision is taken back: by further events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from application.execute import Ask, Caller, Deed, Done, Execute
from application.facts import Unknown
from application.paying.outcomes import Entry
from application.paying.recording import entered
from domain import payment
from domain.agreement import payment as paid
from domain.agreement import recovery, refund
from domain.agreement.acts import is_party
from domain.agreement.state import Agreement
from domain.decider import Refusal, record
from domain.payment import Match, MatchedBy, PaymentKind, Reported
from domain.values import AgreementId

Decided = list[tuple[Ask, str, list[object]]]


class EntryNotFound(Refusal):
    """What was entered for a payment is found in its agreement before it is taken back."""


@record
class Choice:
    """An agreement, and an instalment of it where one is meant; None: none that is kept here.

    `entered` says that the agreement holds the payment already: nothing is entered again.
    """

    agreement: AgreementId | None
    instalment: int | None = None
    entered: bool = False


@dataclass(frozen=True, slots=True)
class Deciding:
    """Decides, and takes back."""

    execute: Execute

    def decide(self, stream: str, choice: Choice, reasons: str, caller: Caller) -> Done:
        """Attach the payment, or set it aside. Raises Refusal."""
        return self._carry_out(stream, caller, lambda deed, told: _decided(deed, stream, told, choice, reasons))

    def undo(self, stream: str, reasons: str, caller: Caller) -> Done:
        """Take back what was decided, and what was entered for it. Raises Refusal."""
        return self._carry_out(stream, caller, lambda deed, told: _undone(deed, stream, told, reasons))

    def _carry_out(self, stream: str, caller: Caller, rule: Callable[[Deed, Reported], Decided]) -> Done:
        def decide(deed: Deed) -> Decided:
            state: payment.Payment = deed.facts.state(stream)
            if state.told is None:
                raise Unknown(stream)
            return rule(deed, state.told)

        return self.execute.carry_out(caller, decide)[-1]


def _decided(deed: Deed, stream: str, told: Reported, choice: Choice, reasons: str) -> Decided:
    today = deed.facts.today(told.framework)
    if choice.agreement is None:
        return [_ask(deed, "payment", stream, payment.Dismiss, {"reasons": reasons, "on": today})]
    agreement: Agreement = deed.facts.state(choice.agreement)
    match = Match(agreement=choice.agreement, instalment=choice.instalment, entry=_number(told), by=MatchedBy.PERSON)
    fields = {"match": match, "reasons": reasons, "on": today}
    attached = _ask(deed, "payment", stream, payment.Attach, fields)  # first: it refuses what is decided already
    if attached[2] and not choice.entered:
        theirs = told.organisation is not None and is_party(told.organisation, agreement)
        entry = Entry(
            kind=told.kind,
            year=told.year,
            beneficiary=told.organisation if theirs else None,
            instalment=choice.instalment,
            number=match.entry,
        )
        entered(deed, choice.agreement, told.payer, entry, told.amount, told.on, told.source, reasons)
    return [attached]


def _number(told: Reported) -> str:
    if told.kind is PaymentKind.CANCELLATION:
        return ""
    return told.recovery if told.kind is PaymentKind.RECOVERY else told.order


def _undone(deed: Deed, stream: str, told: Reported, reasons: str) -> Decided:
    state: payment.Payment = deed.facts.state(stream)
    today = deed.facts.today(told.framework)
    match = state.match
    undone = _ask(deed, "payment", stream, payment.TakeBack, {"reasons": reasons, "on": today})
    if match is not None and match.by is not MatchedBy.ENTERED:
        entry = _entry(deed, match, told)
        if entry is not None or match.by is not MatchedBy.PERSON:
            _take_back(deed, match.agreement, told, entry, reasons)
    return [undone]


def _entry(deed: Deed, match: Match, told: Reported) -> Any:
    """What was entered for the payment: the last entry of that kind, sum, day and source."""
    found: Any = None
    for _, event in deed.house.log.payloads(match.agreement):
        if isinstance(event, _EVENTS[told.kind]) and _is_of(event, told):
            found = event
    return found


def _is_of(event: Any, told: Reported) -> bool:
    return (event.amount, event.on, event.source) == (told.amount, told.on, told.source)


def _take_back(deed: Deed, agreement: AgreementId, told: Reported, entry: Any, reasons: str) -> None:
    """As of the day of the entry: it never was of this agreement."""
    if entry is None:
        raise EntryNotFound(agreement)
    fields: dict[str, object] = {
        "payer": entry.payer,
        "year": entry.year,
        "amount": entry.amount,
        "beneficiary": getattr(entry, "beneficiary", None),
        "instalment": getattr(entry, "instalment", None),
        "reasons": reasons,
        "source": told.source,
        "on": told.on,
    }
    if told.kind is PaymentKind.CANCELLATION:
        fields["number"] = told.order
        again = Entry(
            kind=PaymentKind.PAYMENT,
            year=entry.year,
            beneficiary=entry.beneficiary,
            instalment=entry.instalment,
            number=told.order,
        )
        entered(deed, agreement, entry.payer, again, entry.amount, told.on, told.source, reasons)
        return
    _ask(deed, "agreement", agreement, _BACK[told.kind], fields)


def _ask(
    deed: Deed, kind: str, stream: str, command: type, fields: Mapping[str, object]
) -> tuple[Ask, str, list[object]]:
    ask = Ask(noun=deed.house.nouns[kind], command=command, stream=stream, fields=fields)
    return (ask, *deed.ask(ask))


_EVENTS: Mapping[PaymentKind, type] = {
    PaymentKind.PAYMENT: paid.Paid,
    PaymentKind.CANCELLATION: paid.PaymentCancelled,
    PaymentKind.RECOVERY: recovery.Recovered,
}
_BACK: Mapping[PaymentKind, type] = {
    PaymentKind.PAYMENT: paid.CancelPayment,
    PaymentKind.RECOVERY: refund.CancelRecovery,
}
