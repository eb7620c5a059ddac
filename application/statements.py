"""What a caller can ask about a statement of payments: it is taken in by `paying.importing`."""

from application.nouns import Noun, members
from domain import statement

NOUN = Noun(
    kind="statement",
    plural="statements",
    decider=statement.decider,
    commands=members(statement.Command),
    events=members(statement.Event),
    creators=frozenset({statement.BeginStatement}),
    internal=frozenset(members(statement.Command)),
    suppliers={},
)
