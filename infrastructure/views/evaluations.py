"""Evaluations, their scores, and what became of each recommendation."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.evaluation.reading import (
    Awaiting,
    average_scores,
    awaited_replies,
    in_force,
    open_recommendations,
    published,
)
from domain.evaluation.state import Evaluation, Kind, Recommendation, Stage
from domain.framework.state import FieldOfWork
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Asked, Detail, Offer, equal, holds_words, is_true, lists, since, until
from infrastructure.views.shape import KEPT, Shape, day, flag, id_, number, of_type, text
from infrastructure.views.timelines import open_ones
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded, tokens

EVALUATIONS = Shape(
    "evaluations",
    (
        id_("id", "The evaluation.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "Its title."),
        text("kind", "When or of what it judges."),
        text("field", "The field of work it serves."),
        text("state", "How far it has come."),
        id_("subject", "What it judges."),
        text("territory", "Which territory it observes, where it does."),
        of_type(ColumnType.ORGANISATIONS, "evaluated", "Whose work it judges."),
        number("evaluator_count", "Evaluators who have not stood down."),
        number("finding_count", "Findings of the work in hand."),
        of_type(
            ColumnType.DECIMAL, "overall_score", "Mean of the criteria, of the version in force or the work in hand."
        ),
        day("reply_until", "By when evaluated parties may reply."),
        of_type(ColumnType.ORGANISATIONS, "awaited_replies", "Who may still reply and has not."),
        number("version_count", "How often a report was adopted."),
        day("adopted_on", "When the version in force was adopted."),
        day("published_on", "When the last published version was published."),
        number("recommendation_count", "Recommendations that stand."),
        number("recommendations_open", "Answers or commitments that recommendations in force still wait for."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework",), ("subject",)),
)
SCORES = Shape(
    "evaluation_scores",
    (
        id_("id", "The evaluation.", sure=True),
        number("number", "The criterion's place.", sure=True),
        text("criterion", "The criterion's code.", sure=True),
        text("name", "Its name."),
        of_type(ColumnType.DECIMAL, "score", "Mean over the evaluators."),
    ),
    key=("id", "number"),
)
RECOMMENDATIONS = Shape(
    "recommendations",
    (
        id_("id", "Evaluation and number.", sure=True),
        id_("evaluation", "The evaluation.", sure=True),
        id_("framework", "The framework it belongs to."),
        number("number", "Its number in the evaluation.", sure=True),
        text("text", "What is recommended."),
        of_type(ColumnType.ORGANISATIONS, "addressed_to", "Who is to answer."),
        day("made_on", "When it was made."),
        day("withdrawn_on", "When it was withdrawn."),
        flag("adopted", "Whether an adopted report makes it."),
        number("responses_awaited", "Answers it still waits for."),
        number("commitments_awaited", "Acceptances that have not become a commitment."),
        of_type(
            ColumnType.RECORDS, "responses", "Answers in order: `by`, `answer`, `reasons`, `due`, `on`, `commitment`."
        ),
        text("words", hidden=True, sure=True),
    ),
    by="evaluation",
    indexes=(("evaluation",), ("framework",)),
)
SHAPES = (EVALUATIONS, SCORES, RECOMMENDATIONS)


def rows(subject: Subject) -> Made:
    """The rows of one evaluation."""
    state: Evaluation = subject.state
    means = average_scores(state)
    return {
        "evaluations": [_evaluation(subject, state)],
        "evaluation_scores": [
            {
                "id": subject.stream,
                "number": at,
                "criterion": one.code,
                "name": one.name,
                "score": means.criteria.get(one.code),
            }
            for at, one in enumerate(state.criteria, 1)
        ],
        "recommendations": list(_recommendations(subject.stream, state)),
    }


def _evaluation(subject: Subject, state: Evaluation) -> dict[str, Any]:
    version, out = in_force(state), published(state)
    return subject.kept() | {
        "framework": state.framework,
        "title": state.title,
        "kind": state.kind,
        "field": state.field,
        "state": state.stage,
        "subject": state.subject or None,
        "territory": state.territory or None,
        "evaluated": sorted(state.evaluated),
        "evaluator_count": sum(one.stood_down_on is None for one in state.evaluators),
        "finding_count": len(state.findings),
        "overall_score": average_scores(state).overall,
        "reply_until": state.reply_until,
        "awaited_replies": sorted(awaited_replies(state)) if state.stage is Stage.RIGHT_OF_REPLY else [],
        "version_count": len(state.versions),
        "adopted_on": version and version.on,
        "published_on": out and out.published_on,
        "recommendation_count": sum(one.withdrawn_on is None for one in state.recommendations),
        "recommendations_open": len(open_recommendations(state)),
        "irregularities_open": open_ones(state.irregularities),
        "sort": folded(state.title),
        "words": " ".join(tokens(f"{state.title} {state.territory}")),
    }


def _recommendations(stream: str, state: Evaluation) -> Iterator[dict[str, Any]]:
    waiting = open_recommendations(state)
    adopted = {number for version in state.versions for number in version.recommendations}
    for one in state.recommendations:
        awaited = [each.awaiting for each in waiting if each.number == one.number]
        yield {
            "id": f"{stream}/{one.number}",
            "evaluation": stream,
            "framework": state.framework,
            "number": one.number,
            "text": one.text,
            "addressed_to": sorted(one.addressed_to),
            "made_on": one.on,
            "withdrawn_on": one.withdrawn_on,
            "adopted": one.number in adopted,
            "responses_awaited": awaited.count(Awaiting.RESPONSE),
            "commitments_awaited": awaited.count(Awaiting.COMMITMENT),
            "responses": list(_responses(one)),
            "words": " ".join(tokens(one.text)),
        }


def _responses(advice: Recommendation) -> Iterator[dict[str, Any]]:
    for one in advice.responses:
        yield {
            "by": one.by,
            "answer": str(one.answer),
            "reasons": one.reasons,
            "due": one.due,
            "on": one.on,
            "commitment": one.commitment,
        }


def _awaiting(asked: Asked) -> sa.ColumnElement[bool]:
    made = asked.tables["recommendations"]
    return made.c.responses_awaited + made.c.commitments_awaited > 0


evaluations = Offer(
    name="evaluations",
    title="Évaluations",
    words="How things were judged, from the terms to the published report.",
    shape=EVALUATIONS,
    order=("sort",),
    filters=(
        holds_words("text", EVALUATIONS, "words", "Words of the title or territory."),
        equal("framework", EVALUATIONS),
        equal("kind", EVALUATIONS, choices=Kind),
        equal("field", EVALUATIONS, choices=FieldOfWork),
        equal("state", EVALUATIONS, choices=Stage),
        equal("subject", EVALUATIONS),
        lists("evaluated", EVALUATIONS, "evaluated", "Those that judge this organisation's work."),
        since("adopted_since", EVALUATIONS, "adopted_on", "Those adopted that day or later."),
        until("adopted_until", EVALUATIONS, "adopted_on", "Those adopted that day or earlier."),
    ),
    details=(
        Detail("scores", "The mean score of each criterion.", SCORES, ("number",)),
        Detail(
            "recommendations",
            "Every recommendation with its answers.",
            RECOMMENDATIONS,
            ("number",),
            by="evaluation",
        ),
    ),
)
recommendations = Offer(
    name="recommendations",
    title="Recommandations",
    words="What evaluations recommend, what was answered and what came of it.",
    shape=RECOMMENDATIONS,
    order=("evaluation", "number"),
    filters=(
        holds_words("text", RECOMMENDATIONS, "words", "Words of the recommendation."),
        equal("framework", RECOMMENDATIONS),
        equal("evaluation", RECOMMENDATIONS),
        lists("addressed_to", RECOMMENDATIONS, "addressed_to", "Those that this organisation is to answer."),
        is_true(
            "adopted",
            "Those that an adopted report makes.",
            lambda asked: asked.tables["recommendations"].c.adopted == 1,
        ),
        is_true("awaiting", "Those that wait for an answer or a commitment.", _awaiting),
    ),
)

view = by_state("evaluations", in_streams("evaluation"), SHAPES, rows, (evaluations, recommendations))
