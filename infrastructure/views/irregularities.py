"""Every rule that a recorded fact did not meet: open, put right or accepted."""

from domain.irregularity import IrregularityState
from infrastructure.views.facts import Interest, Subject
from infrastructure.views.offer import Offer, equal, holds_words, since, until
from infrastructure.views.shape import Shape, day, id_, number, text
from infrastructure.views.view import Made, by_state
from infrastructure.views.words import tokens

KINDS = (
    *("organisation", "mandate", "framework", "committee", "meeting", "agreement", "commitment", "evaluation"),
    *("programme", "call", "application", "project", "session", "loan"),
    *("contract", "procurement_plan"),
    *("strategy", "cluster"),
)

IRREGULARITIES = Shape(
    "irregularities",
    (
        id_("id", "Subject and number.", sure=True),
        id_("subject", "What it concerns.", sure=True),
        text("subject_kind", "What kind of thing that is.", sure=True),
        id_("framework", "The framework it belongs to; null: the installation's register."),
        number("number", "Its number on the subject's file.", sure=True),
        text("rule", "The stable name of the rule.", sure=True),
        text("article", "The article behind the rule."),
        text("detail", "What exactly was not met."),
        text("cure", "Who can put it right, and how."),
        day("noticed_on", "When it was noticed.", sure=True),
        text("state", "Open, regularised or accepted.", sure=True),
        text("words", "How it was put right, or why it was accepted."),
        day("settled_on", "When it was put right or accepted."),
        text("folded", hidden=True, sure=True),
    ),
    by="subject",
    indexes=(("noticed_on", "id"), ("subject",), ("framework", "state"), ("rule",)),
)
SHAPES = (IRREGULARITIES,)


def rows(subject: Subject) -> Made:
    """What is on a subject's file."""
    return {
        "irregularities": [
            {
                "id": f"{subject.stream}/{one.number}",
                "subject": subject.stream,
                "subject_kind": subject.kind,
                "framework": subject.stream if subject.kind == "framework" else subject.framework,
                "number": one.number,
                "rule": one.rule,
                "article": one.article or None,
                "detail": one.detail,
                "cure": one.cure or None,
                "noticed_on": one.noticed_on,
                "state": one.state,
                "words": one.words or None,
                "settled_on": one.settled_on,
                "folded": " ".join(tokens(f"{one.rule} {one.detail} {one.article}")),
            }
            for one in subject.state.irregularities
        ]
    }


irregularities = Offer(
    name="irregularities",
    title="Irrégularités",
    words="Rules that recorded facts did not meet, who can cure them, and what became of them.",
    shape=IRREGULARITIES,
    order=("-noticed_on",),
    filters=(
        holds_words("text", IRREGULARITIES, "folded", "Words of the rule, the article or the detail."),
        equal("framework", IRREGULARITIES),
        equal("subject", IRREGULARITIES),
        equal("subject_kind", IRREGULARITIES, choices=KINDS),
        equal("state", IRREGULARITIES, choices=IrregularityState),
        equal("rule", IRREGULARITIES),
        since("since", IRREGULARITIES, "noticed_on", "Those noticed that day or later."),
        until("until", IRREGULARITIES, "noticed_on", "Those noticed that day or earlier."),
    ),
)

view = by_state("irregularities", Interest(names="irregularity."), SHAPES, rows, (irregularities,))
