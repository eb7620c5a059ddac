"""What a caller can ask about a cooperation framework."""

from application.nouns import Noun, members
from domain import framework

NOUN = Noun(
    kind="framework",
    plural="frameworks",
    decider=framework.decider,
    commands=members(framework.Command),
    events=members(framework.Event),
    creators=frozenset({framework.Establish}),
    suppliers={},
)
