"""What a caller can ask about an evaluation."""

from collections.abc import Mapping

from application.facts import Supply
from application.mandates import powers_of
from application.nouns import Noun, members
from domain import evaluation
from domain.values import PersonId


def of_evaluator(asked: Supply) -> Mapping[str, object]:
    """Everything the evaluator is empowered to: nobody judges those they act for."""
    return {"mandates": powers_of(asked.facts, PersonId(str(asked.fields["person"])))}


NOUN = Noun(
    kind="evaluation",
    plural="evaluations",
    decider=evaluation.decider,
    commands=members(evaluation.Command),
    events=members(evaluation.Event),
    creators=frozenset({evaluation.PlanEvaluation}),
    suppliers={evaluation.AppointEvaluator: of_evaluator},
)
