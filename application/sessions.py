"""What a caller can ask about a session."""

from application.nouns import Noun, members
from application.programmes import standing
from domain import session

NOUN = Noun(
    kind="session",
    plural="sessions",
    decider=session.decider,
    commands=members(session.Command),
    events=members(session.Event),
    creators=frozenset({session.ScheduleSession}),
    suppliers={session.ScheduleSession: standing},
)
