"""What a caller can ask about a programme, and what calls, projects and sessions read in one."""

from collections.abc import Mapping
from datetime import date

from application.facts import Supply
from application.nouns import Noun, members
from domain import programme
from domain.values import ProgrammeId


def standing(asked: Supply) -> Mapping[str, object]:
    """The programme that the caller names, as it is on the day of the command. Raises Unknown."""
    name, day = ProgrammeId(str(asked.fields["programme"])), asked.fields["on"]
    assert isinstance(day, date), "the day is stated, or today"
    return {"standing": programme.on_day(name, asked.facts.state(name), day)}


NOUN = Noun(
    kind="programme",
    plural="programmes",
    decider=programme.decider,
    commands=members(programme.Command),
    events=members(programme.Event),
    creators=frozenset({programme.OpenProgramme}),
    suppliers={},
)
