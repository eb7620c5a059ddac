"""What a caller can ask about an application to a call."""

from collections.abc import Iterator, Mapping
from datetime import date

from application.committees import on_day
from application.facts import Supply
from application.mandates import powers_of
from application.nouns import Noun, members
from application.said import sealed
from domain import call, candidature
from domain.values import ApplicationId, CallId, PersonId


def terms(asked: Supply) -> Mapping[str, object]:
    """What the call says now: the application is judged by it. Raises Unknown."""
    name = CallId(str(asked.fields["call"]))
    return {"terms": call.terms(name, asked.facts.state(name))}


def rivals(asked: Supply) -> Mapping[str, object]:
    """The other applications to the same call."""
    return {"rivals": tuple(_others(asked))}


def _others(asked: Supply) -> Iterator[candidature.Rival]:
    mine: candidature.Application = asked.state
    for name in asked.facts.directory.about("application", str(mine.call)):
        if name != asked.stream:
            other: candidature.Application = asked.facts.state(name)
            yield candidature.Rival(
                application=ApplicationId(name), stage=other.stage, rank=other.rank, amount=other.amount
            )


def of_member(asked: Supply) -> Mapping[str, object]:
    """Whether the member sits in the jury that day, and everything they are empowered to."""
    member = PersonId(str(asked.fields["member"]))
    return {"jury": _jury(asked), "mandates": powers_of(asked.facts, member)}


def _jury(asked: Supply) -> frozenset[PersonId] | None:
    mine: candidature.Application = asked.state
    day = asked.fields["on"]
    if mine.terms is None or mine.terms.jury is None or not isinstance(day, date):
        return None
    return frozenset(seat.person for seat in on_day(asked.facts, mine.terms.jury, day).seats)


NOUN = Noun(
    kind="application",
    plural="applications",
    decider=candidature.decider,
    commands=members(candidature.Command),
    events=members(candidature.Event),
    creators=frozenset({candidature.SubmitApplication}),
    suppliers={
        candidature.SubmitApplication: sealed("holders", terms),
        candidature.FindInadmissible: sealed("holders"),
        candidature.Score: sealed("holders", of_member),
        candidature.Accept: sealed("holders", rivals),
        candidature.Refuse: sealed("holders"),
        candidature.PutOnWaitingList: sealed("holders", rivals),
        candidature.Promote: sealed("holders", rivals),
        candidature.Withdraw: sealed("holders"),
    },
)
