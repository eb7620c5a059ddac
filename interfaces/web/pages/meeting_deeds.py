"""What those who chair, keep and attend a meeting do in it; what a vote leaves its voter; how an item ends."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from application.facts import Unknown
from application.ports import Recorded
from domain.bylaws import BallotMethod, Choice, OutcomeKind
from domain.decider import Refusal
from domain.meeting.ballots import VoterSignedRoll
from domain.meeting.outcome import OutcomeRecorded
from domain.meeting.voting import VoteCast
from domain.values import MeetingId
from interfaces.parts import Parts
from interfaces.web.acting import act, refused
from interfaces.web.deeds.foreseeing import decided
from interfaces.web.entry import signed_in
from interfaces.web.forms import Wrong
from interfaces.web.meeting.deeds import DEEDS, MINUTES, fields_of, now
from interfaces.web.meeting.sitting import Sitting, sitting
from interfaces.web.pages import meetings, minutes
from interfaces.web.pages.meetings import told
from interfaces.web.second import second_factor
from interfaces.web.visit import Visit
from interfaces.web.web import Web

CONCLUDING = (OutcomeKind.DECISION, OutcomeKind.OPINION, OutcomeKind.CONSENSUS)


def add(web: Web) -> None:
    """Voting, the urn, the preview of an outcome, and every other deed."""
    web.page("/seances/{id}/recu/{item}/{seat}", receipt, enter=signed_in, examples=_receipts)
    web.page("/seances/{id}/conclure/{item}", conclude, enter=signed_in, examples=_ended)
    web.deed("/seances/{id}/voter", vote, enter=signed_in)
    web.deed("/seances/{id}/depouiller", count, enter=signed_in)
    web.deed("/seances/{id}/faire/{deed}", do, enter=signed_in)


def _receipts(parts: Parts) -> Sequence[str]:
    facts = parts.log.of_types([VoteCast], 0, 1)
    return [
        f"/seances/{one.stream}/recu/{one.event.item}/{one.event.seat}"
        for one in facts
        if isinstance(one.event, VoteCast)
    ]


def _ended(parts: Parts) -> Sequence[str]:
    """How an item that has ended is shown: while a meeting is open, journeys look at this page."""
    facts = parts.log.of_types([OutcomeRecorded], 0, 1)
    return [
        f"/seances/{one.stream}/conclure/{one.event.item}" for one in facts if isinstance(one.event, OutcomeRecorded)
    ]


def do(visit: Visit) -> Response:
    """Any deed of a meeting."""
    name = visit.path("deed")
    here = sitting(visit)
    if name not in DEEDS:
        raise Unknown(name)
    page = f"/seances/{here.id}/proces-verbal" if name in MINUTES else f"/seances/{here.id}#{DEEDS[name].anchor}"

    def again(wrong: Sequence[Wrong], status: int) -> Response:
        if name == "record-outcome":
            return conclude(visit, wrong, status)
        return minutes.minutes(visit, wrong, status) if name in MINUTES else meetings.meeting(visit, wrong, status)

    return act(
        visit,
        f"meeting.{name}",
        here.id,
        fields_of(visit, name),
        again=again,
        then=page,
        said=visit.say(DEEDS[name].said),
    )


def vote(visit: Visit) -> Response:
    """A vote, from the voter's own device or as the office heard it; a secret one goes to the urn alone."""
    here = sitting(visit)
    item, seat, choice = visit.sent["item"], visit.sent["seat"], visit.sent["choice"]
    found = here.state.items.get(item)
    if found is None or seat not in here.members or choice not in {one.value for one in Choice}:
        return meetings.meeting(visit, [Wrong("", visit.say("Choisissez une réponse, puis votez."))], 422)
    mine = seat in {one for one, _ in here.ballots(item)} and visit.sent["entry"] != "oral"
    then = f"/seances/{here.id}/recu/{item}/{seat}" if mine else f"/seances/{here.id}#conduite"
    ballot = found.ballot
    if ballot is not None and ballot.electronic and ballot.method is BallotMethod.SECRET:
        return _secretly(visit, here, item, seat, Choice(choice), then)
    fields = {
        "item": item,
        "seat": seat,
        "choice": choice,
        "entry": "electronic" if mine else "oral",
        "at": now(visit),
    }

    def again(wrong: Sequence[Wrong], status: int) -> Response:
        return meetings.meeting(visit, wrong, status)

    return act(
        visit, "meeting.cast-vote", here.id, fields, again=again, then=then, said=visit.say("Le vote est enregistré.")
    )


def _secretly(visit: Visit, here: Sitting, item: str, seat: str, choice: Choice, then: str) -> Response:
    asked = second_factor(visit, "meeting.sign-roll")
    if asked is not None:
        return asked
    try:
        visit.parts.ballots.vote(MeetingId(here.id), item, seat, choice, visit.visitor.caller())
    except Refusal as refusal:
        return meetings.meeting(visit, [refused(visit, refusal)], 409)
    return visit.go(then, visit.say("Votre bulletin est dans l’urne."))


def count(visit: Visit) -> Response:
    """Count the urn, and burn what was in it."""
    here = sitting(visit)
    try:
        visit.parts.ballots.count(MeetingId(here.id), visit.sent["item"], visit.visitor.caller())
    except Refusal as refusal:
        return meetings.meeting(visit, [refused(visit, refusal)], 409)
    return visit.go(f"/seances/{here.id}#conduite", visit.say("L’urne est dépouillée et détruite."))


def receipt(visit: Visit) -> Response:
    """What proves that one took part; where the ballot is secret, it says nothing of the choice."""
    here = sitting(visit)
    item, seat = visit.path("item"), visit.path("seat")
    fact = _vote_of(visit, here.id, item, seat)
    if fact is None or item not in here.state.items:
        raise Unknown(item)
    choice = fact.event.choice.value if isinstance(fact.event, VoteCast) else ""
    is_mine = seat in {one for one, _ in here.ballots(item)} or str(here.members[seat].person) == visit.visitor.person
    if not is_mine and not choice:
        raise Unknown(seat)
    return visit.page(
        "pages/meeting_receipt.html",
        it=here,
        id=here.id,
        state=here.state,
        item=here.state.items[item],
        name=here.name(seat),
        choice=choice,
        fact=fact,
    )


def _vote_of(visit: Visit, id_: str, item: str, seat: str) -> Recorded | None:
    """The last vote of a seat on an item."""
    found = None
    for fact in visit.parts.log.stream(id_):
        event = fact.event
        if isinstance(event, VoteCast | VoterSignedRoll) and (event.item, event.seat) == (item, seat):
            found = fact
    return found


def conclude(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """What recording the outcome would say, with the rule and the figures, before it is recorded."""
    here = sitting(visit)
    item = visit.sent["item"] or visit.request.path_params.get("item", "")
    if item not in here.state.items:
        raise Unknown(str(item))
    kinds = _kinds(here)
    kind = visit.sent["kind"] or visit.query("kind") or kinds[0]
    fields = {"item": item, "kind": kind, "reference": visit.sent["reference"], "on": visit.today.isoformat()}
    events, refusals = decided(visit, "meeting.record-outcome", here.id, {k: v for k, v in fields.items() if v})
    outcome = next((one for one in events if isinstance(one, OutcomeRecorded)), None)
    return visit.page(
        "pages/meeting_outcome.html",
        status,
        **told(here),
        item=item,
        thing=here.state.items[item],
        kinds=kinds,
        kind=kind,
        wrong=wrong,
        refusals=refusals,
        outcome=outcome,
        votes=_votes(outcome),
    )


def _kinds(here: Sitting) -> list[str]:
    """How an item may end here: what the body gives comes first."""
    gives = here.bylaws.gives if here.bylaws else frozenset(OutcomeKind)
    consensus = here.bylaws is not None and here.bylaws.majority.consensus
    order = sorted(OutcomeKind, key=lambda one: (one not in CONCLUDING, consensus and one is not OutcomeKind.CONSENSUS))
    return [one.value for one in order if one in gives]


def _votes(outcome: OutcomeRecorded | None) -> dict[str, Any]:
    if outcome is None or outcome.facts.vote is None:
        return {}
    several = outcome.facts.vote.colleges
    return {
        "in_favour": sum(one.in_favour for one in several),
        "against": sum(one.against for one in several),
        "abstention": sum(one.abstentions for one in several),
        "blank": sum(one.blank for one in several),
        "null": sum(one.null for one in several),
    }
