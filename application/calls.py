"""What a caller can ask about a call."""

from application.nouns import Noun, members
from application.programmes import standing
from domain import call

NOUN = Noun(
    kind="call",
    plural="calls",
    decider=call.decider,
    commands=members(call.Command),
    events=members(call.Event),
    creators=frozenset({call.PublishCall}),
    suppliers={call.PublishCall: standing},
)
