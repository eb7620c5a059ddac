"""What conditions may see of a commitment."""

from application.definitions.guards import VarType
from application.subjects.seeing import Seen, money, seen
from domain.commitment.reading import awaited_owners, days_late, late, open_contests, progress
from domain.commitment.state import current_owners, due

TEXT, NUMBER, FLAG, DATE, LIST = VarType.TEXT, VarType.NUMBER, VarType.FLAG, VarType.DATE, VarType.LIST
SEEN: tuple[Seen, ...] = (
    seen("commitment.stage", TEXT, lambda one, _: one.stage, "où il en est", "where it stands"),
    seen("commitment.kind", TEXT, lambda one, _: one.kind, "sa forme", "its form"),
    seen("commitment.field", TEXT, lambda one, _: one.field, "son domaine", "its field of work"),
    seen("commitment.title", TEXT, lambda one, _: one.title, "son titre", "its title"),
    *money("commitment.amount", lambda one, _: one.amount, "son montant", "its amount"),
    seen(
        "commitment.owners",
        LIST,
        lambda one, _: tuple(owner.organisation for owner in current_owners(one)),
        "qui le doit",
        "who owes it",
    ),
    seen(
        "commitment.accepted_by",
        LIST,
        lambda one, _: tuple(one.accepted_by),
        "qui l'a accepté",
        "who has accepted it",
    ),
    seen(
        "commitment.awaited_owners",
        LIST,
        lambda one, _: tuple(sorted(awaited_owners(one))),
        "qui ne l'a pas encore accepté",
        "who has not accepted it yet",
    ),
    seen(
        "commitment.beneficiaries",
        LIST,
        lambda one, _: tuple(sorted(one.beneficiaries)),
        "à qui il est dû",
        "to whom it is owed",
    ),
    seen("commitment.due_on", DATE, lambda one, _: due(one), "son échéance", "its due date"),
    seen(
        "commitment.original_due_on",
        DATE,
        lambda one, _: one.original_due,
        "sa première échéance",
        "its first due date",
    ),
    seen("commitment.starts_on", DATE, lambda one, _: one.starts_on, "commence le", "starts on"),
    seen("commitment.delivered_on", DATE, lambda one, _: one.delivered_on, "réalisé le", "delivered on"),
    seen("commitment.late", FLAG, late, "en retard", "late"),
    seen("commitment.days_late", NUMBER, days_late, "jours de retard", "days late"),
    seen(
        "commitment.evidence",
        NUMBER,
        lambda one, _: len(one.evidence),
        "le nombre de justificatifs",
        "how many documents show it",
    ),
    seen(
        "commitment.milestones",
        NUMBER,
        lambda one, _: progress(one).milestones,
        "le nombre de jalons",
        "how many milestones stand",
    ),
    seen(
        "commitment.milestones_reached",
        NUMBER,
        lambda one, _: progress(one).reached,
        "les jalons atteints",
        "how many of them are reached",
    ),
    seen(
        "commitment.open_contests",
        NUMBER,
        lambda one, _: len(open_contests(one)),
        "les contestations ouvertes",
        "how many contests are open",
    ),
    seen(
        "commitment.times_missed",
        NUMBER,
        lambda one, _: len(one.missed),
        "combien de fois il a été manqué",
        "how often it was missed",
    ),
)
