"""Takes in a statement of payments: every line recorded, known, corrected, queued or set aside, whatever interrupts."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from application.authority import IMPORT
from application.choosing import framework_among
from application.execute import Ask, Caller, ChangedSince, Deed, Execute
from application.grants.rows import Quarantined
from application.paying.bodies import Bodies
from application.paying.known import KnownPayments
from application.paying.ledger import Open
from application.paying.matching import Matching
from application.paying.outcomes import Known, Matched, Outcome, Waiting
from application.paying.recording import Recording
from application.paying.rows import PaymentFile, PaymentRow, key
from application.ports import AlreadyClaimed, Unavailable
from application.streams import Folded
from domain import statement
from domain.decider import Refusal, record
from domain.grants_import import Remark, RowSetAside
from domain.statement import LineCounts
from domain.values import FrameworkId, OrganisationId, Source, SourceKind

BATCH = 250
"""Lines recorded in one transaction."""
TRIES = 20
"""How often others may come first, without a single line recorded here, before it gives up."""
Progress = Callable[[int, int], None]
Decided = list[tuple[Ask, str, list[object]]]


@record
class Asked:
    """What is taken in how: the name of the file, the framework, whose accounts they are, and who does it."""

    name: str
    framework: FrameworkId | None = None
    payer: OrganisationId | None = None
    actor: str = IMPORT
    only_plan: bool = False


@record
class TakenIn:
    """What it came to. `statement` is None where nothing had to be recorded."""

    statement: str | None
    framework: FrameworkId
    resumed: bool
    views_behind: bool
    counts: LineCounts
    outcomes: tuple[Outcome, ...]

    @property
    def set_aside(self) -> tuple[Quarantined, ...]:
        """The lines that were quarantined."""
        return tuple(one for one in self.outcomes if isinstance(one, Quarantined))

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """The lines that were queued."""
        return tuple(one for one in self.outcomes if isinstance(one, Waiting))

    def matched_by(self) -> Mapping[str, int]:
        """How the lines found their agreements."""
        return Counter(str(one.match.by) for one in self.outcomes if isinstance(one, Matched))


class NoFramework(Refusal):
    """Payments are taken in where agreements are kept: there is no cooperation framework yet."""


@dataclass(frozen=True, slots=True)
class TakingIn:
    """The use case, with what it needs; `settle` brings the views up to the log."""

    execute: Execute
    known: KnownPayments
    settle: Callable[[], None]

    def __call__(self, file: PaymentFile, asked: Asked, progress: Progress | None = None) -> TakenIn:
        """Take the statement in. Raises Refusal, Unavailable. Interrupted, the same call goes on where it stopped."""
        return _Run(self, file, asked, progress or _silently).taken_in()


def _silently(done: int, total: int) -> None:
    del done, total


@dataclass(slots=True)
class _Run:
    parts: TakingIn
    file: PaymentFile
    asked: Asked
    progress: Progress
    framework: FrameworkId = field(init=False)
    planned: list[Outcome] = field(default_factory=list[Outcome])
    done: dict[int, Outcome] = field(default_factory=dict[int, Outcome])
    seen: dict[str, Folded] = field(default_factory=dict[str, Folded])
    statement: str | None = None
    cause: str = ""
    resumed: bool = False
    views_behind: bool = False
    one_by_one: bool = False

    def taken_in(self) -> TakenIn:
        self._settled()
        self.framework = self._framework()
        self._plan()
        earlier = self.parts.known.taken_in(self.framework, self.file.digest)
        finished = earlier is not None and earlier[1]
        if self.asked.only_plan or (finished and not self._work()):
            return self._result()
        self._begin(None if earlier is None or finished else earlier[0])
        self._record_all()
        self._finish()
        return self._result()

    # What is known.

    def _settled(self) -> None:
        end = self.parts.execute.house.log.position()
        self.parts.settle()
        if self.parts.known.position() == 0 < end:
            raise Unavailable("the view of payments does not follow the log: palabre views status")

    def _framework(self) -> FrameworkId:
        found = framework_among(self.parts.known.frameworks(), self.asked.framework)
        if found is None:
            raise NoFramework
        return found

    def _plan(self) -> None:
        matching = self._matching()
        self.planned = [
            self.done[at] if at in self.done else matching.outcome(row) for at, row in enumerate(self.file.rows)
        ]

    def _matching(self) -> Matching:
        known, framework = self.parts.known, self.framework
        bodies, payers = Bodies(known.bodies(framework)), known.payers(framework)
        only = next(iter(payers)) if len(payers) == 1 else None
        matching = Matching(
            bodies=bodies,
            payers=payers,
            open=Open((), ()),
            reported={},
            default_payer=self.asked.payer or only,
            file=self.file.digest,
        )
        rows = [row for row in self.file.rows if isinstance(row, PaymentRow)]
        whose = [matching.payer(row) for row in rows]
        concerned = {payer for payer in whose if payer is not None}
        keys = {key(row, payer) for row, payer in zip(rows, whose, strict=True) if payer is not None}
        matching.open = Open(known.items(framework, concerned), known.booked(framework, concerned))
        matching.reported = known.reported(framework, keys)
        for at, outcome in self.done.items():
            row = self.file.rows[at]
            if isinstance(outcome, Matched | Waiting) and isinstance(row, PaymentRow):
                matching.seen[outcome.key] = max(matching.seen[outcome.key], outcome.occurrence)
        return matching

    def _work(self) -> list[tuple[int, Matched | Waiting]]:
        """What is left to record, agreement by agreement: each is then folded once, whatever the order of the file."""
        left = [
            (at, one)
            for at, one in enumerate(self.planned)
            if at not in self.done and isinstance(one, Matched | Waiting)
        ]
        return sorted(left, key=lambda each: each[1].match.agreement if isinstance(each[1], Matched) else "")

    # What is recorded.

    def _begin(self, unfinished: str | None) -> None:
        def decide(deed: Deed) -> Decided:
            noun = deed.house.nouns["statement"]
            if unfinished is not None:
                ask = Ask(noun=noun, command=statement.ResumeStatement, stream=unfinished, fields={})
                return [(ask, *deed.ask(ask))]
            fields = {
                "framework": self.framework,
                "file": self.file.digest,
                "name": self.asked.name,
                "remarks": tuple(
                    Remark(rule=note.rule, count=note.count, detail=note.detail[:500]) for note in self.file.notes[:100]
                ),
            }
            ask = Ask(noun=noun, command=statement.BeginStatement, fields=fields)
            return [(ask, *deed.ask(ask))]

        execute = self.parts.execute
        done = execute.carry_out(Caller(actor=self.asked.actor), decide, wait=False)
        self.resumed = unfinished is not None
        self.statement = done[-1].stream
        self.cause = next(iter(execute.house.log.stream(self.statement))).event_id

    def _record_all(self) -> None:
        tries = 0
        while work := self._work():
            before = len(self.done)
            size = 1 if self.one_by_one else BATCH
            try:
                for start in range(0, len(work), size):
                    self._record(work[start : start + size])
                    self.progress(len(self.planned) - len(work) + start + size, len(self.planned))
            except (AlreadyClaimed, ChangedSince) as conflict:
                tries = tries + 1 if len(self.done) == before else 0
                self._stuck(work[len(self.done) - before], conflict, tries)
                self.seen.clear()
                self._settled()
                self._plan()
        self.progress(len(self.file.rows), len(self.file.rows))

    def _stuck(self, on: tuple[int, Matched | Waiting], conflict: Exception, tries: int) -> None:
        """Others came first: look again. A number that another agreement holds keeps that one line waiting."""
        self.one_by_one = self.one_by_one or tries > 1
        at, one = on
        if self.one_by_one and tries > 2 and isinstance(one, Matched) and isinstance(conflict, AlreadyClaimed):
            self.done[at] = self._as_waiting(one, "number-already-used")
        elif tries > TRIES:
            raise conflict

    def _as_waiting(self, one: Matched, reason: str) -> Waiting:
        waiting = Waiting(
            row=one.row,
            payer=one.payer,
            key=one.key,
            occurrence=one.occurrence,
            organisation=one.organisation,
            reason=reason,
        )
        if one.waiting is None:
            self._carry_out([(0, waiting)])
        return waiting

    def _record(self, work: Sequence[tuple[int, Matched | Waiting]]) -> None:
        self.done |= self._carry_out(work)

    def _carry_out(self, work: Sequence[tuple[int, Matched | Waiting]]) -> dict[int, Outcome]:
        caller = Caller(actor=IMPORT, causation=self.cause, correlation=self.cause)
        came: dict[int, Outcome] = {}

        def decide(deed: Deed) -> Decided:
            came.clear()
            recording = Recording(deed, self.framework, self.statement or "")
            for at, one in work:
                came[at] = recording.record(one, self._source(one.row))
            return []

        self.parts.execute.carry_out(caller, decide, wait=False, seen=self.seen)
        for stream in [each for each in self.seen if each.startswith(("payment-", "agreement-"))]:
            del self.seen[stream]
        return came

    def _source(self, row: PaymentRow) -> Source:
        place = f"{row.sheet + ' ' if row.sheet else ''}ligne {row.row}"
        reference = f"{self.asked.name}, {place}"
        return Source(kind=SourceKind.FINANCE_SYSTEM, reference=reference, digest=self.file.digest)

    # What it came to.

    def _finish(self) -> None:
        outcomes = self._outcomes()
        aside = [one for one in outcomes if isinstance(one, Quarantined)]
        waiting = [one.reason for one in outcomes if isinstance(one, Waiting)]
        reasons = Counter([*(one.rule for one in aside), *waiting])
        fields = {
            "counts": self._of_the_statement(outcomes),
            "reasons": tuple(Remark(rule=rule, count=count) for rule, count in sorted(reasons.items())),
            "set_aside": tuple(
                RowSetAside(row=one.row, sheet=one.sheet, column=one.column, rule=one.rule) for one in aside
            ),
        }

        def decide(deed: Deed) -> Decided:
            state: statement.Statement = deed.facts.look(self.statement or "").state
            if state.counts is not None:
                return []  # somebody else went on with the same statement, and came first
            noun = deed.house.nouns["statement"]
            ask = Ask(noun=noun, command=statement.FinishStatement, stream=self.statement, fields=fields)
            return [(ask, *deed.ask(ask))]

        caller = Caller(actor=IMPORT, causation=self.cause, correlation=self.cause)
        done = self.parts.execute.carry_out(caller, decide)
        self.views_behind = any(one.views_behind for one in done)

    def _outcomes(self) -> tuple[Outcome, ...]:
        return tuple(self.done.get(at, one) for at, one in enumerate(self.planned))

    def _of_the_statement(self, outcomes: Sequence[Outcome]) -> LineCounts:
        """The counts of the statement as a whole: what an interrupted run of it recorded is its own work."""
        return _counts(outcomes, self.statement if self.resumed else None)

    def _result(self) -> TakenIn:
        outcomes = self._outcomes()
        return TakenIn(
            statement=self.statement,
            framework=self.framework,
            resumed=self.resumed,
            views_behind=self.views_behind,
            counts=_counts(outcomes, None),
            outcomes=outcomes,
        )


def _counts(outcomes: Sequence[Outcome], own: str | None) -> LineCounts:
    kinds = Counter(_kind(one, own) for one in outcomes)
    return LineCounts(
        rows=len(outcomes),
        recorded=kinds["recorded"],
        unchanged=kinds["unchanged"],
        corrected=kinds["corrected"],
        queued=kinds["queued"],
        quarantined=kinds["quarantined"],
    )


def _kind(one: Outcome, own: str | None) -> str:
    match one:
        case Matched(waiting=None):
            return "recorded"
        case Matched():
            return "corrected"
        case Waiting():
            return "queued"
        case Quarantined():
            return "quarantined"
        case Known(line=line):
            return {"waiting": "queued"}.get(line.state, "recorded") if line.statement == own else "unchanged"
