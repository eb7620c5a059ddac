"""What a caller can ask about a committee, and what a meeting reads in one."""

from collections.abc import Mapping
from datetime import date, datetime

from application.facts import Facts, Supply
from application.nouns import Noun, members
from domain import committee
from domain.values import CommitteeId


def on_day(facts: Facts, name: CommitteeId, day: date) -> committee.CommitteeOnDay:
    """The rules and members of a committee on a day. Raises Unknown."""
    return committee.on_day(name, facts.state(name), day)


def of_meeting(asked: Supply) -> Mapping[str, object]:
    """The committee as it is on the day the meeting is held, or on the day of the command."""
    name = CommitteeId(str(asked.fields.get("committee") or asked.state.committee))
    return {"committee_on_day": on_day(asked.facts, name, _day(asked))}


def _day(asked: Supply) -> date:
    for name in ("held_on", "at", "on"):
        found = asked.fields.get(name) or getattr(asked.state, name, None)
        if isinstance(found, datetime):
            return found.date()
        if isinstance(found, date):
            return found
    return asked.facts.today(asked.framework)


NOUN = Noun(
    kind="committee",
    plural="committees",
    decider=committee.decider,
    commands=members(committee.Command),
    events=members(committee.Event),
    creators=frozenset({committee.ConstituteCommittee}),
    suppliers={},
)
