"""What is stated of an agreement that is taken over, put beside what was on file of it from a publication."""

from collections.abc import Sequence
from datetime import date

from domain.agreement.known import KnownAct, KnownAmendment, KnownCredits, KnownSignature, currency
from domain.agreement.ledger import empty_line
from domain.agreement.parts import Instalment, Medium
from domain.agreement.schedule import rescheduled
from domain.agreement.state import Act, Amendment, AmendmentStage, Ledger, Line, Signature
from domain.decider import replace
from domain.values import Digest, Money, Source


def acts(on_file: tuple[Act, ...], stated: Sequence[KnownAct], text: Digest | None, on: date) -> tuple[Act, ...]:
    """The acts on file keep their numbers, and learn the days that are stated; others follow."""
    merged = list(on_file)
    for known in stated:
        act = on_file_as(known, merged)
        if act is None:
            merged.append(_act(len(merged) + 1, known, text, on))
        else:
            merged[act.number - 1] = with_life(act, known)
    return tuple(merged)


def on_file_as(known: KnownAct, acts: Sequence[Act]) -> Act | None:
    """The act on the agreement itself that is the one stated: same author and number, and no other day."""
    for act in acts:
        same = (act.by, act.amendment, act.reference.number) == (known.by, None, known.reference.number)
        if same and known.reference.adopted_on in {None, act.adopted_on}:
            return act
    return None


def with_life(act: Act, known: KnownAct, *, over: bool = False) -> Act:
    """The act with the days that were not known of it; with `over`, those stated put over those known."""
    first, second = (known, act) if over else (act, known)
    return replace(
        act,
        published_on=first.published_on or second.published_on,
        transmitted_on=first.transmitted_on or second.transmitted_on,
        executory_on=first.executory_on or second.executory_on,
    )


def signatures(
    on_file: tuple[Signature, ...], stated: Sequence[KnownSignature], text: Digest | None
) -> tuple[Signature, ...]:
    """The signatures on file, with who signed where that is stated now; then those of other parties."""
    others = {one.party: one for one in stated}
    kept = tuple(_signed_by(one, others.pop(one.party, None)) for one in on_file)
    return (*kept, *(_signature(one, text) for one in others.values()))


def _signed_by(signature: Signature, known: KnownSignature | None) -> Signature:
    if known is None:
        return signature
    signatory = signature.signatory or (known.signatory if signature.person is None else None)
    return replace(signature, signatory=signatory, capacity=signature.capacity or known.capacity)


def amendments(
    on_file: tuple[Amendment, ...], stated: Sequence[KnownAmendment], source: Source
) -> tuple[Amendment, ...]:
    """The amendments on file, then those stated that are not among them."""
    merged = list(on_file)
    for known in stated:
        if not any(_is_amendment(one, known) for one in on_file):
            merged.append(_amendment(len(merged) + 1, known, source))
    return tuple(merged)


def _is_amendment(one: Amendment, known: KnownAmendment) -> bool:
    """By number where one is stated, else by title and day."""
    if known.stated_number is not None:
        return (one.stated_number or one.number) == known.stated_number
    return (one.title, one.effect_on) == (known.title, known.on)


def _act(number: int, known: KnownAct, text: Digest | None, on: date) -> Act:
    return Act(
        number=number,
        by=known.by,
        reference=known.reference,
        text=text,
        adopted_on=known.reference.adopted_on or on,
        published_on=known.published_on,
        transmitted_on=known.transmitted_on,
        executory_on=known.executory_on,
    )


def _signature(known: KnownSignature, text: Digest | None) -> Signature:
    return Signature(
        party=known.party,
        medium=Medium.PAPER,
        signatory=known.signatory,
        capacity=known.capacity,
        text=text,
        on=known.on,
    )


def _amendment(number: int, known: KnownAmendment, source: Source) -> Amendment:
    return Amendment(
        number=number,
        stated_number=known.stated_number,
        title=known.title,
        changes=known.changes,
        stage=AmendmentStage.EFFECTIVE,
        effect_on=known.on,
        source=source,
    )


def ledger(known: Ledger, stated: Sequence[KnownCredits], schedule: tuple[Instalment, ...]) -> Ledger:
    """The sums stated; payments already known from a publication stay with the entries they came from."""
    named = {f"{one.payer}/{one.year}": one for one in stated}
    return replace(
        known,
        currency=next((currency(one) for one in stated), known.currency),
        lines={**known.lines, **{name: _line(one, known.lines.get(name)) for name, one in named.items()}},
        schedule=rescheduled(known.schedule, schedule) if schedule else known.schedule,
    )


def _line(known: KnownCredits, on_file: Line | None) -> Line:
    """The sums stated in place of those on file; those left out stay, or are nothing in the same currency."""
    line = on_file or empty_line(known.payer, known.year, currency(known))
    return replace(
        line,
        forecast=_sum(known.forecast, line.forecast),
        voted=_sum(known.voted, line.voted),
        committed=_sum(known.committed, line.committed),
        ordered=_sum(known.ordered, line.ordered),
        paid=_sum(known.paid, line.paid),
        recovered=_sum(known.recovered, line.recovered),
    )


def _sum(stated: Money, on_file: Money) -> Money:
    return stated if stated.cents else on_file
