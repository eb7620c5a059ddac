"""Files that were imported, and the row each agreement is known from: what the next import is matched against."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from application.grants.importing import Sought, Stated
from application.grants.outcomes import KnownGrant
from application.grants.rows import Identity, identity
from application.grants.scope import Covered, EarlierImport
from application.grants.stored import grant_of, known_as, unread_in
from application.reading import ColumnType
from domain.agreement.publication import CorrectedFromPublication, RegisteredFromPublication
from domain.agreement.state import Agreement
from domain.grants_import import Begun, GrantsImport
from domain.values import AgreementId, Digest, FrameworkId, OrganisationId
from infrastructure.event_names import TOPICS
from infrastructure.formats.scdl_terms import amends
from infrastructure.views import frameworks, standing
from infrastructure.views.facts import Batch, Fact, Subject
from infrastructure.views.offer import Asked, Computed, Detail, Offer, among, equal, is_true
from infrastructure.views.shape import KEPT, Shape, flag, id_, money, number, of_type, text
from infrastructure.views.store import Store
from infrastructure.views.view import Change, Changes, Made, View, in_streams, put

IMPORTS = Shape(
    "imports",
    (
        id_("id", "The import.", sure=True),
        id_("framework", "The framework into which it was made."),
        text("name", "The name of the file."),
        text("file", "The file's digest."),
        of_type(ColumnType.INSTANT, "begun_at", "When it began."),
        of_type(ColumnType.INSTANT, "finished_at", "When every row was accounted for; null: interrupted, or running."),
        number("interruptions", "How often it was taken up again."),
        number("rows", "Rows read."),
        number("recorded", "Rows that began an agreement."),
        number("unchanged", "Rows that say what was known."),
        number("corrected", "Rows that corrected an agreement."),
        number("quarantined", "Rows set aside."),
        number("vanished", "Agreements that the file no longer states."),
        of_type(ColumnType.TEXTS, "corrects", "Digests of the files it may correct."),
        text("sort", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework",)),
)
COVERED = Shape(
    "import_covered",
    (
        id_("id", "The import.", sure=True),
        number("number", "Its place.", sure=True),
        text("grantor", "The grantor's name, without case or accents.", sure=True),
        number("first", "The first year.", sure=True),
        number("last", "The last year.", sure=True),
    ),
    key=("id", "number"),
)
REMARKS = Shape(
    "import_remarks",
    (
        id_("id", "The import.", sure=True),
        number("number", "Its place.", sure=True),
        text("rule", "What was detected, put right, or set aside.", sure=True),
        number("count", "How many times.", sure=True),
        text("detail", "Where, or which."),
        flag("sets_aside", "Whether it kept rows out."),
    ),
    key=("id", "number"),
)
BEGUN = Shape(
    "import_causes",
    (id_("event", "The first event of the import.", sure=True), id_("id", "The import.", sure=True)),
    key=("event",),
    by="event",
    only_grows=True,
    indexes=(("id",),),
)
ROWS = Shape(
    "import_rows",
    (
        id_("id", "The agreement.", sure=True),
        id_("framework", "The framework it belongs to."),
        of_type(ColumnType.ORGANISATION, "grantor", "Who grants.", sure=True),
        of_type(ColumnType.ORGANISATION, "beneficiary", "Who receives."),
        text("source", "The file and the row that stated it last."),
        text("file", "The digest of that file."),
        text("key", "What tells the row from others: grantor, beneficiary, date, reference, object."),
        number("occurrence", "Its place among rows of the same key."),
        text("content", "The digest of everything the row says."),
        money("amount", "The amount published."),
        flag("is_amendment", "Whether the row says that it is an amendment."),
        text("currency", hidden=True),
        text("grantor_name", hidden=True, sure=True),
        text("beneficiary_name", hidden=True, sure=True),
        text("by_grantor", hidden=True, sure=True),
        text("by_beneficiary", hidden=True, sure=True),
        text("by_day", hidden=True, sure=True),
        text("by_reference", hidden=True, sure=True),
        text("by_object", hidden=True, sure=True),
        text("grantor_known_as", hidden=True, sure=True),
        text("beneficiary_known_as", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("framework", "by_grantor"), ("framework", "grantor_name"), ("file",)),
)
CAUSES = Shape(
    "import_row_causes",
    (
        number("position", "The position of the event in the log.", sure=True),
        id_("id", "The agreement.", sure=True),
        id_("cause", "The event that caused it.", sure=True),
        flag("began", "Whether it began the agreement, or corrected it."),
    ),
    key=("position",),
    by="position",
    only_grows=True,
    indexes=(("cause", "id"), ("id", "position")),
)
SHAPES = (IMPORTS, COVERED, REMARKS, BEGUN, ROWS, CAUSES)
OF_IMPORT, OF_AGREEMENT = (IMPORTS, COVERED, REMARKS), (ROWS,)
REGISTERED = TOPICS[RegisteredFromPublication].rpartition(".v")[0]
CORRECTED = TOPICS[CorrectedFromPublication].rpartition(".v")[0]
BEGAN = TOPICS[Begun].rpartition(".v")[0]


def project(batch: Batch) -> Changes:
    """The imports and the rows that the facts are about."""
    changes = {one.name: Change() for one in SHAPES}
    for subject in batch.subjects(in_streams("import")):
        put(changes, OF_IMPORT, subject, _import(subject))
    for subject in batch.subjects(in_streams("agreement")):
        if subject.state.publication is not None:
            put(changes, OF_AGREEMENT, subject, {ROWS.name: [_row(subject, subject.state)]})
    for fact in batch.facts:
        if fact.type == BEGAN:
            changes[BEGUN.name].rows.append(BEGUN.row({"event": fact.envelope["id"], "id": fact.stream}))
        elif fact.type in {REGISTERED, CORRECTED} and fact.envelope["causation"]:
            changes[CAUSES.name].rows.append(CAUSES.row(_cause(fact)))
    return changes


def _cause(fact: Fact) -> dict[str, Any]:
    return {
        "position": fact.position,
        "id": fact.stream,
        "cause": fact.envelope["causation"],
        "began": fact.type == REGISTERED,
    }


def _import(subject: Subject) -> Made:
    state: GrantsImport = subject.state
    counts = state.counts
    names = ("rows", "recorded", "unchanged", "corrected", "quarantined")
    row = subject.kept() | {
        "framework": state.framework,
        "name": state.name,
        "file": state.file,
        "begun_at": state.begun_at,
        "finished_at": state.finished_at,
        "interruptions": state.interruptions,
        **{name: None if counts is None else getattr(counts, name) for name in names},
        "vanished": None if counts is None else state.vanished_count,
        "corrects": state.corrects,
        "sort": "" if state.begun_at is None else state.begun_at.isoformat(),
    }
    remarks = [*((one, False) for one in state.remarks), *((one, True) for one in state.reasons)]
    return {
        "imports": [row],
        "import_covered": [
            {"id": subject.stream, "number": at, "grantor": one.grantor, "first": one.first, "last": one.last}
            for at, one in enumerate(state.covers, 1)
        ],
        "import_remarks": [
            {
                "id": subject.stream,
                "number": at,
                "rule": one.rule,
                "count": one.count,
                "detail": one.detail,
                "sets_aside": aside,
            }
            for at, (one, aside) in enumerate(remarks, 1)
        ],
    }


def _row(subject: Subject, state: Agreement) -> Mapping[str, Any]:
    publication = state.publication
    assert publication is not None, "only agreements known from a publication have a row"
    grant = grant_of(publication.published)
    who, beneficiaries = identity(grant), publication.published.beneficiaries
    return subject.kept() | {
        "framework": state.framework,
        "grantor": publication.grantor,
        "beneficiary": beneficiaries[0] if beneficiaries else None,
        "source": publication.source.reference,
        "file": publication.source.digest,
        "key": publication.key,
        "occurrence": publication.occurrence,
        "content": publication.content,
        "amount": grant.amount,
        "is_amendment": amends(grant) is not None,
        "currency": grant.amount.currency,
        "grantor_name": who.grantor_name,
        "beneficiary_name": who.beneficiary_name,
        "by_grantor": who.grantor,
        "by_beneficiary": who.beneficiary,
        "by_day": who.on,
        "by_reference": who.reference,
        "by_object": who.object,
        "grantor_known_as": known_as(grant.grantor, unread_in(grant, "idAttribuant")),
        "beneficiary_known_as": known_as(grant.beneficiary, unread_in(grant, "idBeneficiaire")),
    }


def _import_of(asked: Asked) -> sa.ColumnElement[Any]:
    """The import that stated the row last."""
    causes, begun = asked.tables[CAUSES.name], asked.tables[BEGUN.name]
    mine = causes.c.id == asked.tables[ROWS.name].c.id
    query = sa.select(begun.c.id).join(causes, causes.c.cause == begun.c.event).where(mine)
    return query.order_by(causes.c.position.desc()).limit(1).scalar_subquery()


def _unfinished(asked: Asked) -> sa.ColumnElement[bool]:
    return asked.tables[IMPORTS.name].c.finished_at.is_(None)


imports = Offer(
    name="imports",
    title="Imports",
    words="Every file of published grants that was imported, and what became of its rows.",
    shape=IMPORTS,
    order=("-sort",),
    filters=(
        equal("framework", IMPORTS),
        equal("file", IMPORTS),
        is_true("unfinished", "Those that were interrupted, or are running.", _unfinished),
    ),
    details=(
        Detail("covers", "The grantors and years it speaks of.", COVERED, ("number",)),
        Detail("remarks", "What was detected, put right, or set aside.", REMARKS, ("number",)),
    ),
)
import_rows = Offer(
    name="import_rows",
    title="Lignes importées",
    words="The agreements known from a publication, and the row that stated each last.",
    shape=ROWS,
    order=("id",),
    computed=(Computed("import", ColumnType.ID, "The import that stated it last.", _import_of),),
    filters=(
        equal("framework", ROWS),
        equal("grantor", ROWS),
        equal("beneficiary", ROWS),
        equal("file", ROWS),
        equal("key", ROWS),
        among("cause", "Those that the import with this first event began or corrected.", ROWS, CAUSES, "cause"),
    ),
)

view = View(
    name="imports",
    shapes=SHAPES,
    project=project,
    interest=in_streams("import", "agreement"),
    offers=(imports, import_rows),
)


class ViewGrants:
    """The KnownGrants port on the views."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def frameworks(self) -> Sequence[FrameworkId]:
        """Every framework there is."""
        with self._store.reading() as connection:
            generation = standing.load(connection)[frameworks.view.name].generation
            table = self._store.tables(frameworks.view, generation)["frameworks"]
            return [FrameworkId(each) for (each,) in connection.execute(sa.select(table.c.id).order_by(table.c.id))]

    def stated(self, framework: FrameworkId, sought: Sought) -> Sequence[Stated]:
        """The agreements sought, in the order in which they were begun."""
        with self._store.reading() as connection:
            rows = self._table(connection, ROWS)
            among_them = (
                (rows.c.by_grantor, sought.grantors),
                (rows.c.grantor_name, sought.names),
                (rows.c.file, sought.files),
                (rows.c.id, sought.agreements),
            )
            wanted = [column.in_(sorted(values)) for column, values in among_them if values]
            if not wanted:
                return []
            query = sa.select(rows).where(rows.c.framework == framework, sa.or_(*wanted)).order_by(rows.c.id)
            return [_stated(row) for row in connection.execute(query)]

    def earlier(self, framework: FrameworkId) -> Sequence[EarlierImport]:
        """Every file imported into a framework, in the order in which they came."""
        with self._store.reading() as connection:
            imports_, covered = self._table(connection, IMPORTS), self._table(connection, COVERED)
            query = sa.select(imports_.c.id, imports_.c.file, imports_.c.corrects)
            found = connection.execute(query.where(imports_.c.framework == framework).order_by(imports_.c.id)).all()
            spoken: dict[str, list[Covered]] = {}
            mine = sa.select(covered).join(imports_, imports_.c.id == covered.c.id)
            for row in connection.execute(mine.where(imports_.c.framework == framework).order_by(covered.c.number)):
                spoken.setdefault(row.id, []).append(Covered(grantor=row.grantor, first=row.first, last=row.last))
        return [
            EarlierImport(file=Digest(file), covers=tuple(spoken.get(id_, ())), corrects=tuple(_digests(corrects)))
            for id_, file, corrects in found
        ]

    def unfinished(self, framework: FrameworkId, file: Digest) -> str | None:
        """The last import of this file, where it was interrupted."""
        with self._store.reading() as connection:
            rows = self._table(connection, IMPORTS)
            query = sa.select(rows.c.id, rows.c.finished_at).where(rows.c.framework == framework, rows.c.file == file)
            last = connection.execute(query.order_by(rows.c.id.desc()).limit(1)).first()
        return None if last is None or last.finished_at is not None else str(last.id)

    def caused_by(self, event: str) -> frozenset[str]:
        """The agreements that an import, known by its first event, has begun or corrected."""
        with self._store.reading() as connection:
            causes = self._table(connection, CAUSES)
            query = sa.select(causes.c.id).where(causes.c.cause == event)
            return frozenset(str(each) for (each,) in connection.execute(query))

    def position(self) -> int:
        """The position of the log up to which this holds."""
        with self._store.reading() as connection:
            return standing.load(connection)[view.name].position

    def _table(self, connection: sa.Connection, shape: Shape) -> sa.Table:
        return self._store.tables(view, standing.load(connection)[view.name].generation)[shape.name]


def _digests(stored: str) -> Iterable[Digest]:
    return [Digest(each) for each in json.loads(stored)]


def _stated(row: Any) -> Stated:
    return Stated(
        known=KnownGrant(
            agreement=AgreementId(row.id),
            identity=Identity(
                grantor=row.by_grantor,
                beneficiary=row.by_beneficiary,
                on=row.by_day,
                reference=row.by_reference,
                object=row.by_object,
                grantor_name=row.grantor_name,
                beneficiary_name=row.beneficiary_name,
            ),
            key=row.key,
            occurrence=row.occurrence,
            digest=Digest(row.content or ""),
            cents=row.amount,
            file=Digest(row.file or ""),
            is_amendment=bool(row.is_amendment),
        ),
        grantor=OrganisationId(row.grantor),
        beneficiary=OrganisationId(row.beneficiary or ""),
        grantor_known_as=row.grantor_known_as,
        beneficiary_known_as=row.beneficiary_known_as,
    )
