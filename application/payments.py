"""What a caller can ask about a payment: it is reported, attached, set aside and undone by `paying`."""

from application.nouns import Noun, members
from domain import payment

NOUN = Noun(
    kind="payment",
    plural="payments",
    decider=payment.decider,
    commands=members(payment.Command),
    events=members(payment.Event),
    creators=frozenset({payment.Report}),
    internal=frozenset(members(payment.Command)),
    suppliers={},
    claims=payment.claims,
)
