"""What a caller can ask about a loan."""

from application.nouns import Noun, members
from application.said import sealed
from domain import loan

NOUN = Noun(
    kind="loan",
    plural="loans",
    decider=loan.decider,
    commands=members(loan.Command),
    events=members(loan.Event),
    creators=frozenset({loan.GrantLoan}),
    suppliers=dict.fromkeys((loan.Reschedule, loan.WriteOff), sealed("borrowers")),
)
