"""Cases: five steps, each kept, beside DBOS Transact and SpiffWorkflow; steps in memory; a look at many alarms."""

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from uuid_utils import uuid7

from application.definitions.guards import types_of
from application.execute import Ask, Caller
from application.subjects import values, variables
from benchmarks.report import Row, compared, options, rounds, show
from benchmarks.workflow_peers import STEPS, Run, dbos_on, spiff_on
from domain import agreement, case
from domain.agreement.parts import AgreementKind, NamedParty, PartyRole, Stage
from domain.agreement.state import Agreement
from domain.procedure import publication
from domain.procedure.configuration import Configuration, Trigger
from domain.procedure.definition import On
from domain.procedure.step import step
from domain.values import Money, OrganisationId, Since
from infrastructure.cel import CelGuards
from infrastructure.formats.procedure_yaml import load
from infrastructure.views import directory, standing
from infrastructure.views.directory import ALARMS
from infrastructure.views.store import Store, beside
from infrastructure.views.view import Change
from tests.interfaces.conftest import World, opened_world
from tests.postgres import fresh_database

CALLERS = 32
TIMERS = 100_000
TODAY = date(2026, 6, 15)
AGREEMENT = Agreement(stage=Stage.IN_FORCE, amounts=(Since(since=date(2026, 1, 1), value=Money.of(30_000)),))
GUARD = "agreement.amount.cents > 2300000 && agreement.stage == 'in_force'"
TO_AND_FRO = f"""
procedure: to-and-fro
version: 1
subject: agreement
initial: here
states:
  here: {{events: {{go: {{to: there, if: "{GUARD}"}}}}}}
  there: {{events: {{go: {{to: here, if: "{GUARD}"}}}}}}
"""
HEAD = """
procedure: five-steps
version: 1
title: {fr: Cinq étapes, en: Five steps}
subject: agreement
roles: {association: {mandate: representative, of: agreement.beneficiaries}}
initial: step-1
states:
"""
STEP = "  step-{0}: {{may_wait: people do it, events: {{go: {{to: {1}, by: [association]}}}}}}\n"


class Ours:
    """Cases about agreements of their own; each step is one command of somebody with a mandate."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._execute, self._noun = world.parts.execute, world.parts.nouns["case"]
        text = HEAD + "".join(STEP.format(at, f"step-{at + 1}" if at < STEPS else "over") for at in range(1, STEPS + 1))
        fields = {"framework": world.framework, "text": text + "  over: {final: true}\n"}
        self._procedure = world.do("coordinator", "procedure", publication.PublishProcedure, **fields)
        self._subjects = itertools.cycle([self._agreement(number) for number in range(CALLERS)])

    def _agreement(self, number: int) -> str:
        parties = (
            NamedParty(organisation=OrganisationId(self._world.authority), role=PartyRole.PAYER),
            NamedParty(organisation=OrganisationId(self._world.association), role=PartyRole.BENEFICIARY),
        )
        fields = {"framework": self._world.framework, "kind": AgreementKind.GRANT, "title": f"N° {number}"}
        return self._world.do("coordinator", "agreement", agreement.text.Draft, **fields, parties=parties)

    def __call__(self) -> None:
        fields = {"framework": self._world.framework, "procedure": self._procedure, "subject": next(self._subjects)}
        opening = Ask(noun=self._noun, command=case.OpenCase, fields=fields)
        done = self._execute(opening, Caller(actor=self._world.coordinator))
        for _ in range(STEPS):
            act = Ask(noun=self._noun, command=case.Act, stream=done.stream, fields={"event": "go"})
            done = self._execute(act, Caller(actor=self._world.president))
            assert not done.views_behind
        assert isinstance(done.events[-1], case.CaseEnded)


def alone(run: Run) -> Callable[[], float]:
    """Steps a second, one case after the other."""

    def measure() -> float:
        begun = time.perf_counter()
        for _ in range(3):
            run()
        return 3 * STEPS / (time.perf_counter() - begun)

    return measure


def together(run: Run, pool: ThreadPoolExecutor) -> Callable[[], float]:
    """Steps a second of many cases at once, two by each caller."""

    def twice(_: int) -> None:
        run()
        run()

    def measure() -> float:
        begun = time.perf_counter()
        list(pool.map(twice, range(CALLERS)))
        return 2 * CALLERS * STEPS / (time.perf_counter() - begun)

    return measure


@dataclass(frozen=True)
class Ground:
    """The databases of the contestants, on one disk or one server."""

    ours: str | None
    dbos: str
    spiff: str
    alarms: str | None
    home: Path


@contextmanager
def on_sqlite() -> Generator[Ground, None, None]:
    """Files in one folder."""
    with tempfile.TemporaryDirectory() as home:
        yield Ground(None, f"sqlite:///{home}/dbos.db", f"sqlite:///{home}/spiff.db", None, Path(home))


@contextmanager
def on_postgres() -> Generator[Ground, None, None]:
    """Databases on one server."""
    with ExitStack() as stack:
        ours, dbos, spiff, alarms = (stack.enter_context(fresh_database()) for _ in range(4))
        yield Ground(ours, dbos, spiff, alarms, Path(stack.enter_context(tempfile.TemporaryDirectory())))


PLACES = {"SQLite": on_sqlite, "PostgreSQL": on_postgres}


def compete(place: str, ground: Ground, *, quick: bool, dbos_ahead: bool) -> list[Row]:
    """All contestants in turns on one machine; the medians of their rates."""
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(CALLERS))
        runs: dict[str, Run] = {
            "ours": Ours(stack.enter_context(opened_world(ground.home, ground.ours))),
            "DBOS": stack.enter_context(dbos_on(ground.dbos, write_ahead=dbos_ahead)),
            "SpiffWorkflow": stack.enter_context(spiff_on(ground.spiff)),
        }
        measures = {(name, 1): alone(run) for name, run in runs.items()}
        measures |= {(name, CALLERS): together(run, pool) for name, run in runs.items()}
        for measure in measures.values():
            measure()  # connections, plans and caches are made before anything is counted
        named = {f"{name}, {callers}": measure for (name, callers), measure in measures.items()}
        medians = rounds(named, 3 if quick else 15)
    return [
        compared(
            name=f"five-step case, {place}, {callers} at once",
            unit="transitions/s",
            ours=medians[f"ours, {callers}"],
            against=peer,
            theirs=medians[f"{peer}, {callers}"],
            aim=aim,
        )
        for callers, aim in ((1, "≥ 3"), (CALLERS, "≥ 10"))
        for peer in ("DBOS", "SpiffWorkflow")
    ]


def steps(*, quick: bool) -> Row:
    """Steps a second of one processor's time, in memory: a trigger, a typed condition on a folded agreement, the move.

    The condition is typed and compiled once, as at publication, and evaluated anew at every step.
    """
    procedure = load(TO_AND_FRO).procedure
    assert procedure is not None
    typed, seen = types_of(variables("agreement")), values("agreement", AGREEMENT, TODAY)
    ready = {GUARD: CelGuards().compile(GUARD, typed)}
    go = Trigger(on=On.EVENT, name="go")

    def holds(guard: str) -> bool:
        return ready[guard](seen)

    where = Configuration(active=frozenset({"here"}))
    best = 0.0
    for _ in range(3 if quick else 10):
        begun = time.process_time()
        for _ in range(10_000):
            move = step(procedure, where, go, holds)
            assert move is not None
            where = move.after
        best = max(best, 10_000 / (time.process_time() - begun))
    return compared(
        name="step in memory, typed condition", unit="steps/s", ours=best, against="the aim", theirs=50_000, aim="≥ 1"
    )


def alarms(place: str, ground: Ground, *, quick: bool) -> Row:
    """Milliseconds of a look at the clock that finds nothing due among 100,000 timers, in the median.

    The timers are rows put into the view's table, through the store that the projector writes with, and not recorded
    case by case: that would take longer than all the rest, and the look asks the view alone.
    """
    with opened_world(ground.home / "alarms", ground.alarms) as world:
        store = Store(beside(world.settings.database))
        later = world.parts.clock.now() + timedelta(days=1)
        rows = [
            ALARMS.row(
                {"id": f"case-{uuid7()}", "key": f"step/after/t#{number}", "due": later + timedelta(minutes=number)}
            )
            for number in range(TIMERS)
        ]
        with store.writing(patiently=True) as connection:
            generation = standing.load(connection)[directory.view.name].generation
            store.write(connection, directory.view, generation, {ALARMS.name: Change(rows=rows)})
        store.close()
        spent: list[float] = []
        for _ in range(50 if quick else 500):
            begun = time.perf_counter()
            rung = world.parts.ring()
            spent.append((time.perf_counter() - begun) * 1000)
            assert not rung.fired
    name = f"nothing due among {TIMERS:,} timers, {place}"
    return compared(name=name, unit="ms", ours=statistics.median(spent), against="the aim", theirs=1, aim="≤ 1")


def main() -> None:
    """Run on both databases."""
    asked = options("Cases of five steps: ours, DBOS Transact, SpiffWorkflow.")
    asked.add_argument("--on", choices=list(PLACES), help="one of the databases alone")
    asked.add_argument("--dbos-ahead", action="store_true", help="its SQLite file made in write-ahead mode beforehand")
    chosen = asked.parse_args()
    rows: list[Row] = []
    for place, contest in PLACES.items():
        if chosen.on not in (None, place):
            continue
        with contest() as ground:
            rows += compete(place, ground, quick=chosen.quick, dbos_ahead=chosen.dbos_ahead)
            rows.append(alarms(place, ground, quick=chosen.quick))
    rows.append(steps(quick=chosen.quick))
    show(rows, title="Workflow", as_json=chosen.json)


if __name__ == "__main__":
    main()
