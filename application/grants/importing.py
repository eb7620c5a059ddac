"""Imports a publication: every row recorded, unchanged, corrected or set aside, whatever is interrupted meanwhile."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from application.authority import IMPORT
from application.choosing import framework_among
from application.execute import Ask, Caller, ChangedSince, Deed, Execute
from application.grants.matching import decided, plan
from application.grants.outcomes import Correction, KnownGrant, New, Outcome, Plan, Unchanged, refused
from application.grants.parties import Register
from application.grants.recording import Recording
from application.grants.rows import GrantFile, GrantRow, Quarantined
from application.grants.scope import EarlierImport, Scope, coverage, scope
from application.nouns import Noun
from application.ports import AlreadyClaimed, Unavailable
from application.streams import Folded
from domain import framework, grants_import
from domain.decider import Refusal, record
from domain.grants_import import Counts, Covered, Remark, RowSetAside
from domain.irregularity import rule_name
from domain.values import AgreementId, Digest, FrameworkId, OrganisationId, Source, SourceKind

BATCH = 250
"""Rows recorded in one transaction."""
TRIES = 20
"""How often others may come first, without a single row recorded here, before the import gives up."""
ZONE = "Europe/Paris"
Progress = Callable[[int, int], None]
"""Called now and then with the rows dealt with and the rows there are."""
Decided = list[tuple[Ask, str, list[object]]]


@record
class Stated:
    """An agreement that a publication began, its parties in the register, and by what each is found again."""

    known: KnownGrant
    grantor: OrganisationId
    beneficiary: OrganisationId
    grantor_known_as: str
    beneficiary_known_as: str


@record
class Sought:
    """Which agreements an import needs to know of: those of these grantors, of these files, and these by name."""

    grantors: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    files: frozenset[Digest] = frozenset()
    agreements: frozenset[str] = frozenset()


class KnownGrants(Protocol):
    """What earlier imports left: read from a view, so it may lag behind the log, which has the last word."""

    def frameworks(self) -> Sequence[FrameworkId]:
        """Every framework there is."""
        ...

    def stated(self, framework: FrameworkId, sought: Sought) -> Sequence[Stated]:
        """The agreements sought, in the order in which they were begun."""
        ...

    def earlier(self, framework: FrameworkId) -> Sequence[EarlierImport]:
        """Every file imported into a framework."""
        ...

    def unfinished(self, framework: FrameworkId, file: Digest) -> str | None:
        """The last import of this file, where it was interrupted."""
        ...

    def caused_by(self, event: str) -> frozenset[str]:
        """The agreements that an import, known by its first event, has begun or corrected."""
        ...

    def position(self) -> int:
        """The position of the log up to which this holds."""
        ...


@record
class Asked:
    """What is imported how: the name of the file, the framework, what it corrects, and who does it."""

    name: str
    framework: FrameworkId | None = None
    corrects: Digest | None = None
    actor: str = IMPORT
    only_plan: bool = False


@record
class Imported:
    """What an import came to. `import_id` is None where nothing had to be recorded."""

    import_id: str | None
    framework: FrameworkId | None
    established: bool
    resumed: bool
    views_behind: bool
    counts: Counts
    outcomes: tuple[Outcome, ...]
    vanished: tuple[KnownGrant, ...]
    corrects: tuple[Digest, ...]

    @property
    def set_aside(self) -> tuple[Quarantined, ...]:
        """The rows that were quarantined."""
        return tuple(one for one in self.outcomes if isinstance(one, Quarantined))

    def doubts(self) -> Mapping[tuple[str, str], int]:
        """What rows recorded or corrected leave in doubt: how many times each rule, in each column."""
        found = [one for one in self.outcomes if isinstance(one, New | Correction)]
        return Counter(
            (doubt.rule, doubt.column)
            for one in found
            for doubt in (*one.row.doubts, *(one.doubts if isinstance(one, New) else ()))
        )


@dataclass(frozen=True, slots=True)
class Importing:
    """The use case, with what it needs; `settle` brings the views up to the log."""

    execute: Execute
    grants: KnownGrants
    settle: Callable[[], None]

    def __call__(self, file: GrantFile, asked: Asked, progress: Progress | None = None) -> Imported:
        """Import the file. Raises Refusal, Unavailable. Interrupted, the same call goes on where it stopped."""
        return _Run(self, file, asked, progress or _silently).imported()


def _silently(done: int, total: int) -> None:
    del done, total


@dataclass(slots=True)
class _Run:
    """One import on its way: what is known, what was planned, what was done."""

    parts: Importing
    file: GrantFile
    asked: Asked
    progress: Progress
    framework: FrameworkId | None = None
    established: bool = False
    resumed: bool = False
    views_behind: bool = False
    import_id: str | None = None
    cause: str = ""
    within: Scope = field(default_factory=Scope)
    planned: Plan = field(default_factory=lambda: Plan(outcomes=()))
    register: Register = field(default_factory=Register)
    done: dict[int, Outcome] = field(default_factory=dict[int, Outcome])
    made: dict[tuple[str, int], AgreementId] = field(default_factory=dict[tuple[str, int], AgreementId])
    places: Counter[str] = field(default_factory=Counter[str])
    seen: dict[str, Folded] = field(default_factory=dict[str, Folded])

    def imported(self) -> Imported:
        self.framework = self._framework()
        self._plan()
        if self.asked.only_plan:
            return self._result()
        if not self._work() and (self.framework is None or self._was_imported()):
            return self._result()  # nothing to record, and no framework whose history a file could belong to
        self._begin()
        self._record_all()
        self._finish()
        return self._result()

    # What is known.

    def _framework(self) -> FrameworkId | None:
        self._settled()
        return framework_among(self.parts.grants.frameworks(), self.asked.framework)

    def _settled(self) -> None:
        end = self.parts.execute.house.log.position()  # what others record from here on, claims will show
        self.parts.settle()
        if self.parts.grants.position() == 0 < end:
            raise Unavailable("the view of imports does not follow the log: palabre views status")

    def _plan(self) -> None:
        grants, framework_id = self.parts.grants, self.framework
        earlier = () if framework_id is None else grants.earlier(framework_id)
        covers, resubmitted = coverage(self.file.rows), self.file.resubmitted
        self.within = scope(covers, earlier, self.asked.corrects, resubmitted=resubmitted)
        stated = () if framework_id is None else grants.stated(framework_id, self._sought())
        self.register.learn(
            pair
            for one in stated
            for pair in (
                (one.grantor_known_as, one.grantor, ""),
                (one.beneficiary_known_as, one.beneficiary, one.grantor),
            )
        )
        self.planned = plan(self.file.rows, [one.known for one in stated], self.within)
        self.places = _places(stated, self.planned)

    def _sought(self) -> Sought:
        rows = [row for row in self.file.rows if isinstance(row, GrantRow)]
        return Sought(
            grantors=frozenset(row.identity.grantor for row in rows),
            names=frozenset(row.identity.grantor_name for row in rows),
            files=self.within.files,
            agreements=frozenset(
                named for named, _ in (decided(row.decision) for row in rows if row.decision) if named
            ),
        )

    def _was_imported(self) -> bool:
        framework_id = self._in_framework()
        known = any(one.file == self.file.digest for one in self.parts.grants.earlier(framework_id))
        return known and self.parts.grants.unfinished(framework_id, self.file.digest) is None

    def _work(self) -> list[tuple[int, New | Correction]]:
        """What is left to record: amendments last, since they may amend another row of the file."""
        left = [
            (at, one)
            for at, one in enumerate(self.planned.outcomes)
            if at not in self.done and isinstance(one, New | Correction)
        ]
        return sorted(left, key=lambda each: each[1].row.amends is not None)

    # What is recorded.

    def _begin(self) -> None:
        unfinished = None if self.framework is None else self.parts.grants.unfinished(self.framework, self.file.digest)
        for last_try in (False, True):
            try:
                self._begun(unfinished)
            except AlreadyClaimed:
                if last_try:
                    raise
                self.framework, self.established = self._framework(), False
                self.register.forget()
                self._plan()
            else:
                return

    def _begun(self, unfinished: str | None) -> None:
        execute = self.parts.execute

        def decide(deed: Deed) -> Decided:
            if unfinished is not None:
                ask = Ask(noun=_noun(deed, "import"), command=grants_import.Resume, stream=unfinished, fields={})
                return [(ask, *deed.ask(ask))]
            return self._beginning(deed)

        done = execute.carry_out(Caller(actor=self.asked.actor), decide, wait=False)
        self.resumed = unfinished is not None
        self.import_id = done[-1].stream
        first = next(iter(execute.house.log.stream(self.import_id)))
        self.cause = first.event_id
        self.register.accept()

    def _beginning(self, deed: Deed) -> Decided:
        made: Decided = []
        self.register.begin()
        if self.framework is None or self.established:
            self.established = True
            self.framework = self._establish(deed)
        covers = coverage(self.file.rows)
        ask = Ask(
            noun=_noun(deed, "import"),
            command=grants_import.Begin,
            fields={
                "framework": self.framework,
                "file": self.file.digest,
                "name": self.asked.name,
                "remarks": tuple(
                    Remark(rule=note.rule, count=note.count, detail=note.detail[:500]) for note in self.file.notes[:100]
                ),
                "covers": tuple(Covered(grantor=one.grantor, first=one.first, last=one.last) for one in covers),
                "corrects": self._corrects(),
                "establishes_framework": self.established,
            },
        )
        made.append((ask, *deed.ask(ask)))
        return made

    def _corrects(self) -> tuple[Digest, ...]:
        files = self.within.files | {file for file, _ in self.within.grantors}
        return tuple(sorted(files - {self.file.digest}))

    def _establish(self, deed: Deed) -> FrameworkId:
        """Of a log that has none: the framework of whoever grants most, which says no more than that."""
        rows = [one.row for one in self.planned.outcomes if isinstance(one, New)]
        ((grantor, _),) = Counter(row.grant.grantor for row in rows).most_common(1)
        operator = self.register.find_or_register(deed, grantor, source=self._source(None), on=deed.facts.today(None))
        name = grantor.name or grantor.siret or grantor.siren or self.asked.name
        ask = Ask(
            noun=_noun(deed, "framework"),
            command=framework.Establish,
            fields={
                "name": name,
                "territory": framework.Territory(name=name),
                "zone": ZONE,
                "operator": operator,
                "fields_of_work": frozenset[framework.FieldOfWork](),
                "source": self._source(None),
            },
        )
        stream, _ = deed.ask(ask)
        return FrameworkId(stream)

    def _record_all(self) -> None:
        tries = 0
        while work := self._work():
            before = len(self.done)
            try:
                for start in range(0, len(work), BATCH):
                    self._record(work[start : start + BATCH])
                    self.progress(self._dealt_with(), len(self.file.rows))
            except (AlreadyClaimed, ChangedSince):
                tries = tries + 1 if len(self.done) == before else 0
                if tries > TRIES:
                    raise
                self.seen.clear()
                self._settled()
                self._plan()
        self.progress(len(self.file.rows), len(self.file.rows))

    def _dealt_with(self) -> int:
        waiting = sum(isinstance(one, New | Correction) for one in self.planned.outcomes)
        return len(self.planned.outcomes) - waiting + len(self.done)

    def _record(self, work: Sequence[tuple[int, New | Correction]]) -> None:
        caller = Caller(actor=IMPORT, causation=self.cause, correlation=self.cause)
        came: dict[int, Outcome] = {}
        made: dict[tuple[str, int], AgreementId] = {}
        places: dict[str, int] = {}

        def decide(deed: Deed) -> Decided:
            self.register.begin()
            came.clear()
            made.clear()
            places.clear()
            recording = Recording(
                deed, self._in_framework(), self.register, self._source, {**self.made}, self.places.copy()
            )
            for at, one in work:
                came[at] = self._outcome(recording, one)
            made.update(recording.made)
            places.update(recording.places)
            return []

        self.parts.execute.carry_out(caller, decide, wait=False, seen=self.seen)
        for stream in [each for each in self.seen if each.startswith("agreement-")]:
            del self.seen[stream]  # each agreement is looked at once; the parties come again
        self.register.accept()
        self.done |= came
        self.made |= made
        self.places = Counter(places)

    def _in_framework(self) -> FrameworkId:
        assert self.framework is not None, "an import begins in a framework"
        return self.framework

    @staticmethod
    def _outcome(recording: Recording, one: New | Correction) -> Outcome:
        """What became of the row: one that no rule allows is set aside like one that cannot be read."""
        try:
            recording.record(one)
        except (ChangedSince, AlreadyClaimed):
            raise
        except Refusal as refusal:
            return refused(one.row, "refused-by-a-rule", "", "", rule_name(type(refusal)))
        return one

    def _source(self, row: GrantRow | None) -> Source:
        place = "" if row is None else f", {row.sheet + ' ' if row.sheet else ''}ligne {row.row}"
        return Source(kind=SourceKind.PUBLICATION, reference=f"{self.asked.name}{place}", digest=self.file.digest)

    # What it came to.

    def _finish(self) -> None:
        outcomes = self._outcomes()
        counts = self._of_the_import(outcomes)
        aside = [one for one in outcomes if isinstance(one, Quarantined)]
        reasons = Counter(one.rule for one in aside)
        ask_fields = {
            "counts": counts,
            "reasons": tuple(Remark(rule=rule, count=count) for rule, count in sorted(reasons.items())),
            "set_aside": tuple(
                RowSetAside(row=one.row, sheet=one.sheet, column=one.column, rule=one.rule) for one in aside
            ),
            "vanished": tuple(one.agreement for one in self.planned.vanished),
        }
        caller = Caller(actor=IMPORT, causation=self.cause, correlation=self.cause)

        def decide(deed: Deed) -> Decided:
            state: grants_import.GrantsImport = deed.facts.look(self.import_id or "").state
            if state.counts is not None:
                return []  # somebody else went on with the same import, and came first
            ask = Ask(
                noun=_noun(deed, "import"), command=grants_import.Finish, stream=self.import_id, fields=ask_fields
            )
            return [(ask, *deed.ask(ask))]

        done = self.parts.execute.carry_out(caller, decide)
        self.views_behind = any(one.views_behind for one in done)

    def _outcomes(self) -> tuple[Outcome, ...]:
        """One a row: what was done here, else what was planned last."""
        return tuple(self.done.get(at, one) for at, one in enumerate(self.planned.outcomes))

    def _of_the_import(self, outcomes: Sequence[Outcome]) -> Counts:
        """The counts of the import as a whole: what an interrupted run of it had recorded is its own work."""
        earlier: frozenset[str] = frozenset()
        if self.resumed:
            self.parts.settle()
            earlier = self.parts.grants.caused_by(self.cause)
        kinds = Counter(
            New if isinstance(one, Unchanged) and one.recorded.agreement in earlier else type(one) for one in outcomes
        )
        return _counts(len(outcomes), kinds)

    def _result(self) -> Imported:
        outcomes = self._outcomes()
        return Imported(
            import_id=self.import_id,
            framework=self.framework,
            established=self.established,
            resumed=self.resumed,
            views_behind=self.views_behind,
            counts=_counts(len(outcomes), Counter(type(one) for one in outcomes)),
            outcomes=outcomes,
            vanished=self.planned.vanished,
            corrects=self._corrects(),
        )


def _places(stated: Iterable[Stated], planned: Plan) -> Counter[str]:
    """The last place among equal rows that is taken or about to be, key by key."""
    places: Counter[str] = Counter()
    for one in stated:
        places[one.known.key] = max(places[one.known.key], one.known.occurrence)
    for outcome in planned.outcomes:
        if isinstance(outcome, New):
            places[outcome.row.key] = max(places[outcome.row.key], outcome.occurrence)
    return places


def _counts(rows: int, kinds: Mapping[type, int]) -> Counts:
    return Counts(
        rows=rows,
        recorded=kinds.get(New, 0),
        unchanged=kinds.get(Unchanged, 0),
        corrected=kinds.get(Correction, 0),
        quarantined=kinds.get(Quarantined, 0),
    )


def _noun(deed: Deed, kind: str) -> Noun:
    return deed.house.nouns[kind]
