"""Votes on items from which somebody who took part stood to gain."""

from collections.abc import Iterator
from typing import Any

from application.controls.control import File, Tally
from domain import mandate
from domain.irregularity import IrregularityNoticed, rule_name
from domain.mandate import Role
from domain.meeting.counting import stay_at
from domain.meeting.interest import InterestedVote, interested
from domain.meeting.outcome import OutcomeRecorded
from domain.meeting.state import HeldInterest, Item, Meeting
from domain.values import OrganisationId


def interested_vote(file: File, tally: Tally) -> None:
    """Each decided item with a beneficiary, against the mandates that members held in it on the day."""
    state: Meeting = file.state
    article = "" if state.bylaws is None else state.bylaws.interests.article
    for name, item in state.items.items():
        if item.outcome is None or item.beneficiary is None:
            continue
        cast = set[str]() if item.ballot is None else {*item.ballot.votes, *item.ballot.roll}
        by_name = bool(cast)
        tally.look(known=by_name or state.opened_at is not None)
        shown = [one for one in file.of(OutcomeRecorded) if one.event.item == name]  # type: ignore[attr-defined]
        for seat, case in _took_part(file, state, item, cast):
            tally.findings.append(
                file.finding(
                    InterestedVote,
                    case,
                    *shown,
                    article=article,
                    item=name,
                    item_title=item.title,
                    seat=seat,
                    person=state.seats[seat].person,
                    beneficiary=item.beneficiary,
                )
            )
    _on_file(file, tally, article)


def _took_part(file: File, state: Meeting, item: Item, cast: set[str]) -> Iterator[tuple[str, str]]:
    """Those with an interest who voted by name, or stayed without standing aside while totals were counted."""
    counted = None if item.outcome is None else item.outcome.counted_at
    for seat in interested(item, state, _held_in(file, item)):
        if seat in cast:
            yield seat, "voted"
        elif not cast and seat not in item.recusals and counted is not None and stay_at(state, seat, counted):
            yield seat, "stayed"


def _held_in(file: File, item: Item) -> Iterator[HeldInterest]:
    organisation = item.beneficiary or OrganisationId("")
    for name in file.trail.mandates("organisation", organisation):
        held: mandate.Mandate = file.trail.state(name)
        if held.person is not None:
            yield HeldInterest(
                person=held.person,
                organisation=organisation,
                representative=held.role is Role.REPRESENTATIVE and held.act is not None,
                period=mandate.empowerment(name, held).period,
            )


def _on_file(file: File, tally: Tally, article: str) -> None:
    """What was noticed when votes by name were entered from a source, and stands nowhere else."""
    found = {(one.values["item"], one.values["seat"]) for one in tally.findings if one.subject == file.stream}
    for fact in file.of(IrregularityNoticed):
        noticed = fact.event
        if not isinstance(noticed, IrregularityNoticed) or noticed.rule != rule_name(InterestedVote):
            continue
        item, _, seat = (part.strip() for part in noticed.detail.partition(";"))
        if (item, seat) not in found:
            tally.findings.append(
                file.finding(
                    InterestedVote,
                    "noticed",
                    fact,
                    article=noticed.article or article,
                    also=None,
                    **_named(file, item, seat),
                )
            )


def _named(file: File, item: str, seat: str) -> dict[str, Any]:
    state: Meeting = file.state
    known = state.items.get(item)
    return {
        "item": item,
        "item_title": "" if known is None else known.title,
        "seat": seat,
        "person": state.seats[seat].person if seat in state.seats else None,
        "beneficiary": None if known is None else known.beneficiary,
    }
