"""Imports published contracts: every entry recorded, unchanged, completed or set aside; twice changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from application.authority import IMPORT
from application.choosing import FrameworkMissing, framework_among
from application.decp.entries import Entry, ProcurementFile, SetAside
from application.decp.marks import Mark
from application.decp.recording import NumberShared, Recording
from application.decp.results import Asked, Came, Dealt, Imported, Result, remarks
from application.execute import Ask, Caller, ChangedSince, Deed, Execute
from application.grants.importing import KnownGrants
from application.grants.parties import Register
from application.ports import AlreadyClaimed
from domain import grants_import
from domain.claim import Claim
from domain.decider import Refusal
from domain.grants_import import Counts, Remark, RowSetAside
from domain.irregularity import IrregularityNoticed, in_words, rule_name
from domain.values import FrameworkId, Source, SourceKind

BATCH = 100
"""Entries recorded in one transaction."""
TRIES = 20
"""How often others may come first before the import gives up."""
Progress = Callable[[int, int], None]
Decided = list[tuple[Ask, str, list[object]]]


@dataclass(frozen=True, slots=True)
class ImportingContracts:
    """The use case; `settle` brings the views up to the log."""

    execute: Execute
    known: KnownGrants
    settle: Callable[[], None]

    def __call__(self, file: ProcurementFile, asked: Asked, progress: Progress | None = None) -> Imported:
        """Import the file. Raises Refusal, Unavailable. Interrupted, the same call goes on where it stopped."""
        self.settle()
        run = _Run(self, file, asked, self._framework(asked), progress or (lambda _done, _total: None))
        return run.imported()

    def _framework(self, asked: Asked) -> FrameworkId:
        found = framework_among(self.known.frameworks(), asked.framework)
        if found is None:
            raise FrameworkMissing
        return found


@dataclass(slots=True)
class _Run:
    parts: ImportingContracts
    file: ProcurementFile
    asked: Asked
    framework: FrameworkId
    progress: Progress
    register: Register = field(default_factory=Register)
    made: dict[Claim, str] = field(default_factory=dict[Claim, str])
    results: dict[int, Result] = field(default_factory=dict[int, Result])
    import_id: str | None = None
    cause: str = ""
    resumed: bool = False

    def imported(self) -> Imported:
        if self._plan():
            return self._result()
        self.results.clear()
        self._begin()
        for start in range(0, len(self.file.entries), BATCH):
            self._record(self.file.entries[start : start + BATCH])
            self.progress(len(self.results), len(self.file.entries))
        self._finish()
        return self._result()

    def _plan(self) -> bool:
        """Decide everything and record nothing: whether that is all there is to do."""
        deed = Deed(self.parts.execute.house, Caller(actor=IMPORT))
        self.register.begin()
        self._decide(deed, self.file.entries, {})
        self.register.forget()
        unfinished = self.parts.known.unfinished(self.framework, self.file.digest)
        return self.asked.only_plan or (not deed.entries and unfinished is None)

    def _decide(self, deed: Deed, entries: Iterable[Entry | SetAside], made: dict[Claim, str]) -> None:
        recording = Recording(deed, self.framework, self.register, self._source, made=made)
        for one in entries:
            self.results[one.row] = one if isinstance(one, SetAside) else self._outcome(recording, one)

    @staticmethod
    def _outcome(recording: Recording, entry: Entry) -> Result:
        """What became of the entry: one that no rule allows is set aside whole, like one that cannot be read."""
        deed = recording.deed
        mark = Mark(deed)
        try:
            stream, known, added = recording.record(entry)
        except (ChangedSince, AlreadyClaimed):
            raise
        except Refusal as refusal:
            mark.undo(deed)
            path = "id" if isinstance(refusal, NumberShared) else ""
            return SetAside(
                row=entry.row,
                kind=entry.kind,
                place=entry.place,
                path=path,
                value=in_words(refusal),
                rule=rule_name(type(refusal)),
            )
        came = Came.RECORDED if not known else Came.CORRECTED if added else Came.UNCHANGED
        noticed = (one.event for one in deed.entries[mark.entries :] if one.stream == stream)
        broken = tuple(one for one in noticed if isinstance(one, IrregularityNoticed))
        return Dealt(entry=entry, contract=stream, came=came, irregularities=broken)

    def _source(self, entry: Entry) -> Source:
        reference = f"{self.asked.name}, {entry.place}"
        return Source(kind=SourceKind.PUBLICATION, reference=reference, digest=self.file.digest)

    def _begin(self) -> None:
        execute, unfinished = self.parts.execute, self.parts.known.unfinished(self.framework, self.file.digest)

        def decide(deed: Deed) -> Decided:
            noun = deed.house.nouns["import"]
            if unfinished is not None:
                ask = Ask(noun=noun, command=grants_import.Resume, stream=unfinished, fields={})
            else:
                fields = {
                    "framework": self.framework,
                    "file": self.file.digest,
                    "name": self.asked.name,
                    "remarks": remarks(self.file),
                }
                ask = Ask(noun=noun, command=grants_import.Begin, fields=fields)
            return [(ask, *deed.ask(ask))]

        done = execute.carry_out(Caller(actor=self.asked.actor), decide, wait=False)
        self.resumed, self.import_id = unfinished is not None, done[-1].stream
        self.cause = next(iter(execute.house.log.stream(self.import_id))).event_id

    def _record(self, entries: Sequence[Entry | SetAside]) -> None:
        caller = Caller(actor=IMPORT, causation=self.cause, correlation=self.cause)
        fresh: dict[Claim, str] = {}

        def decide(deed: Deed) -> Decided:
            self.register.begin()
            fresh.clear()
            fresh.update(self.made)
            self._decide(deed, entries, fresh)
            return []

        for tried in range(TRIES):
            try:
                self.parts.execute.carry_out(caller, decide, wait=False)
            except (AlreadyClaimed, ChangedSince):
                if tried + 1 == TRIES:
                    raise
                self.register.forget()
            else:
                break
        self.register.accept()
        self.made |= fresh

    def _finish(self) -> None:
        counts = self._counts()
        aside = [one for one in self.results.values() if isinstance(one, SetAside)]
        reasons = Counter(one.rule for one in aside)
        fields = {
            "counts": counts,
            "reasons": tuple(Remark(rule=rule, count=count) for rule, count in sorted(reasons.items())),
            "set_aside": tuple(
                RowSetAside(row=one.row, sheet=one.kind, column=one.path, rule=one.rule) for one in aside
            ),
        }

        def decide(deed: Deed) -> Decided:
            state: grants_import.GrantsImport = deed.facts.look(self.import_id or "").state
            if state.counts is not None:
                return []  # somebody else went on with the same import, and came first
            noun = deed.house.nouns["import"]
            ask = Ask(noun=noun, command=grants_import.Finish, stream=self.import_id, fields=fields)
            return [(ask, *deed.ask(ask))]

        self.parts.execute.carry_out(Caller(actor=IMPORT, causation=self.cause, correlation=self.cause), decide)

    def _counts(self) -> Counts:
        came = Counter("quarantined" if isinstance(one, SetAside) else self._came(one) for one in self.results.values())
        return Counts(
            rows=len(self.file.entries),
            recorded=came["recorded"],
            unchanged=came["unchanged"],
            corrected=came["corrected"],
            quarantined=came["quarantined"],
        )

    def _came(self, one: Dealt) -> str:
        """An entry that an interrupted run of the same import had recorded is its own work."""
        if self.resumed and one.came is Came.UNCHANGED:
            first = next(iter(self.parts.execute.house.log.stream(one.contract)))
            if first.causation == self.cause:
                return Came.RECORDED
        return one.came

    def _result(self) -> Imported:
        return Imported(
            import_id=self.import_id,
            framework=self.framework,
            resumed=self.resumed,
            counts=self._counts(),
            results=tuple(self.results[row] for row in sorted(self.results)),
        )
