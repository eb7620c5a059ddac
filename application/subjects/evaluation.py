"""What conditions may see of an evaluation, and when one is called satisfactory."""

from datetime import date
from decimal import Decimal

from application.definitions.guards import VarType
from application.subjects.seeing import Seen, seen
from domain.decider import replace
from domain.evaluation.reading import average_scores, awaited_replies, in_force, open_recommendations, published
from domain.evaluation.state import Evaluation, Version

HUNDRED = Decimal(100)


def satisfactory(evaluation: Evaluation) -> bool | None:
    """Whether every criterion reaches, on average, the middle of the scale.

    Unknown without a scale, without criteria, or while a criterion has no score: nothing is satisfactory by default.
    """
    scale, averages = evaluation.scale, average_scores(evaluation).criteria
    unscored = [one.code for one in evaluation.criteria if one.code not in averages]
    if scale is None or unscored or not evaluation.criteria:
        return None
    middle = (scale.lowest + scale.highest) / 2
    return all(averages[one.code] >= middle for one in evaluation.criteria)


def overall_percent(evaluation: Evaluation) -> int | None:
    """Where the mean score lies between the lowest (0) and the highest (100) of the scale, in whole per cent, cut."""
    scale, overall = evaluation.scale, average_scores(evaluation).overall
    if scale is None or overall is None or scale.highest <= scale.lowest:
        return None
    return int((overall - scale.lowest) * HUNDRED / (scale.highest - scale.lowest))


def _on(version: Version | None) -> date | None:
    return None if version is None else version.on


def _published_on(evaluation: Evaluation) -> date | None:
    version = published(evaluation)
    return None if version is None else version.published_on


TEXT, NUMBER, FLAG, DATE, LIST = VarType.TEXT, VarType.NUMBER, VarType.FLAG, VarType.DATE, VarType.LIST
SEEN: tuple[Seen, ...] = (
    seen("evaluation.stage", TEXT, lambda one, _: one.stage, "où elle en est", "where it stands"),
    seen("evaluation.kind", TEXT, lambda one, _: one.kind, "sa sorte", "its kind"),
    seen("evaluation.field", TEXT, lambda one, _: one.field, "son domaine", "its field of work"),
    seen("evaluation.title", TEXT, lambda one, _: one.title, "son titre", "its title"),
    seen("evaluation.subject", TEXT, lambda one, _: one.subject, "ce qu'elle juge", "what it judges"),
    seen(
        "evaluation.evaluated",
        LIST,
        lambda one, _: tuple(sorted(one.evaluated)),
        "les organisations évaluées",
        "the organisations evaluated",
    ),
    seen(
        "evaluation.satisfactory",
        FLAG,
        lambda one, _: satisfactory(one),
        "chaque critère atteint le milieu de l'échelle",
        "every criterion reaches the middle of the scale",
        known="evaluation.satisfactory_known",
    ),
    seen(
        "evaluation.overall_percent",
        NUMBER,
        lambda one, _: overall_percent(one),
        "la note moyenne, de 0 à 100",
        "the mean score, from 0 to 100",
        known="evaluation.overall_percent_known",
    ),
    seen(
        "evaluation.findings",
        NUMBER,
        lambda one, _: len(one.findings),
        "le nombre de constats",
        "how many findings there are",
    ),
    seen(
        "evaluation.recommendations",
        NUMBER,
        lambda one, _: sum(advice.withdrawn_on is None for advice in one.recommendations),
        "le nombre de recommandations",
        "how many recommendations stand",
    ),
    seen(
        "evaluation.recommendations_open",
        NUMBER,
        lambda one, _: len(open_recommendations(one)),
        "les recommandations sans réponse ou sans engagement",
        "recommendations without an answer, or accepted without a commitment",
    ),
    seen(
        "evaluation.replies_awaited",
        LIST,
        lambda one, _: tuple(sorted(awaited_replies(one))),
        "qui peut encore répondre",
        "who may still reply",
    ),
    seen("evaluation.reply_until", DATE, lambda one, _: one.reply_until, "réponse jusqu'au", "replies until"),
    seen("evaluation.drafted_on", DATE, lambda one, _: one.drafted_on, "projet remis le", "drafted on"),
    seen("evaluation.adopted_on", DATE, lambda one, _: _on(in_force(one)), "adoptée le", "adopted on"),
    seen("evaluation.published_on", DATE, lambda one, _: _published_on(one), "publiée le", "published on"),
)


def _of_latest(one: Seen) -> Seen:
    """The same of the latest evaluation about something else; what is always known of one needs a flag then."""
    variable = one.variable
    uncertain = not variable.known and variable.type is not TEXT
    known = "evaluation_known" if uncertain else variable.known
    fr, en = f"sa dernière évaluation : {variable.fr}", f"its latest evaluation: {variable.en}"
    return replace(one, variable=replace(variable, fr=fr, en=en, known=known), of="evaluation")


LATEST: tuple[Seen, ...] = tuple(_of_latest(one) for one in SEEN)
"""What conditions may see of the latest evaluation about their subject; `evaluation_known`: whether there is one."""
