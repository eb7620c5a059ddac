"""What the search box looks through: titles and texts of everything but people."""

from collections.abc import Mapping
from hashlib import sha256

from domain.agreement.state import Agreement
from domain.call.state import Call
from domain.candidature.state import Application
from domain.commitment.state import Commitment
from domain.committee import Committee
from domain.contract.state import Contract
from domain.evaluation.state import Evaluation
from domain.framework.state import Framework
from domain.loan.state import Loan
from domain.meeting.state import Meeting
from domain.organisation.state import Organisation
from domain.procurement_plan.state import ProcurementPlan
from domain.programme.state import Programme
from domain.project.state import Project
from domain.session.state import Session
from infrastructure.views.facts import Batch, Subject
from infrastructure.views.offer import Offer, equal, matching
from infrastructure.views.shape import Shape, Words, id_, number, text
from infrastructure.views.view import Change, Changes, View, in_streams
from infrastructure.views.words import folded

KINDS = (
    *("agreement", "commitment", "committee", "evaluation", "framework", "meeting", "organisation"),
    *("programme", "call", "application", "project", "session", "loan"),
    *("contract", "procurement_plan"),
)
INTEREST = in_streams(*KINDS)

DOCUMENTS = Shape(
    "documents",
    (
        id_("id", "What was found.", sure=True),
        text("kind", "What kind of thing it is.", sure=True),
        text("title", "Its title.", sure=True),
        id_("framework", "The framework it belongs to."),
        number("number", hidden=True, sure=True),
        text("sort", hidden=True, sure=True),
    ),
    indexes=(("number",), ("sort", "id")),
)
INDEX = Words("document_words")


def numbered(stream: str) -> int:
    """The number by which a full-text index knows a stream: 63 bits of its digest."""
    return int.from_bytes(sha256(stream.encode()).digest()[:8]) >> 1


def project(batch: Batch) -> Changes:
    """The title and words of each subject."""
    documents, words = Change(), Change()
    for subject in batch.subjects(INTEREST):
        key = numbered(subject.stream)
        if not subject.is_new:
            documents.gone.append(subject.stream)
            words.gone.append(key)
        texts = _texts(subject)
        title = texts[0]
        row = {
            "id": subject.stream,
            "kind": subject.kind,
            "title": title,
            "framework": subject.framework,
            "number": key,
            "sort": folded(title),
        }
        documents.rows.append(DOCUMENTS.row(row))
        words.rows.append((key, folded(" ".join(each for each in texts if each)).replace("\0", " ")))
    return {DOCUMENTS.name: documents, INDEX.name: words}


def _texts(subject: Subject) -> list[str]:
    """The title, then everything else that is to be found."""
    match subject.state:
        case Organisation() as one:
            return [one.name, one.siren or "", one.rna or "", *(name.value for name in one.names)]
        case Framework() as one:
            return [one.name, *(territory.value.name for territory in one.territories)]
        case Committee() as one:
            return [one.name, one.purpose]
        case Meeting() as one:
            items = [text for item in one.items.values() for text in (item.title, _reference(item.outcome))]
            return [one.title, one.place, *items]
        case Agreement() as one:
            return [one.title, one.purpose, *_published(one), *(amendment.title for amendment in one.amendments)]
        case Commitment() as one:
            return [one.title, one.text, *(step.title for step in one.milestones)]
        case Programme() as one:
            return [one.title, one.purpose]
        case Call() as one:
            return [one.title, one.text]
        case Project() as one:
            return [one.title, one.activity, one.municipality]
        case Application() | Session() | Loan() as one:
            return [one.title]
        case Evaluation() as one:
            return [one.title, one.territory, one.summary, *(advice.text for advice in one.recommendations)]
        case Contract() as one:
            lots = (text for lot in one.lots for text in (lot.terms.title, lot.terms.reference))
            asked = (clause.text for lot in one.lots for clause in lot.clauses)
            return [one.title, one.reference, one.description.cpv, *lots, *asked]
        case ProcurementPlan() as one:
            return [one.title, *one.indicators, *(review.conclusions for review in one.reviews)]
        case _:
            return [""]


def _reference(outcome: object) -> str:
    return getattr(outcome, "reference", "")


def _published(agreement: Agreement) -> list[str]:
    if agreement.publication is None:
        return []
    published = agreement.publication.published
    further: Mapping[str, str] = published.columns
    return [published.decision or "", published.scheme or "", *further.values()]


documents = Offer(
    name="documents",
    title="Recherche",
    words="Everything but people, by the words it holds.",
    shape=DOCUMENTS,
    order=("sort",),
    filters=(
        matching(
            "text", "Words, case and accents aside; each may be the beginning of one.", INDEX.name, DOCUMENTS, "number"
        ),
        equal("kind", DOCUMENTS, choices=KINDS),
        equal("framework", DOCUMENTS),
    ),
)

view = View(name="search", shapes=(DOCUMENTS,), project=project, interest=INTEREST, words=(INDEX,), offers=(documents,))
