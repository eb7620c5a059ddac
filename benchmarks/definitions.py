"""How fast conditions are decided, definitions read and due dates counted. Figures are per second of processor time."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from application.definitions.checking import ill_typed
from application.definitions.guards import types_of
from application.subjects import values, variables
from domain.agreement.parts import Stage
from domain.agreement.state import Agreement
from domain.calendar import fall_due, parse_span
from domain.values import Money, Since
from infrastructure.calendars import calendar_of
from infrastructure.cel import CelGuards
from infrastructure.event_names import NAMES
from infrastructure.formats.procedure_yaml import load

TODAY = date(2026, 6, 15)
GUARD = "agreement.amount.cents > 2300000 && agreement.stage == 'in_force'"
AGREEMENT = Agreement(stage=Stage.IN_FORCE, amounts=(Since(since=date(2026, 1, 1), value=Money.of(30_000)),))
HEAD = "procedure: p\nversion: 1\nsubject: agreement\ninitial: s0\nstates:\n"
TIMER = "{{id: t, delay: P1D, of: agreement.ends_on, to: s{1}}}"
STATE = "  s{0}: {{after: [" + TIMER + "], events: {{go: {{to: s{1}, if: {2}}}}}}}\n"


def rate(what: Callable[[], object], times: int) -> float:
    best = 0.0
    for _ in range(3):
        began = time.process_time()
        for _ in range(times):
            what()
        best = max(best, times / (time.process_time() - began))
    return best


def chain(count: int) -> str:
    steps = (STATE.format(at, at + 1, f"agreement.amount.cents > {at}") for at in range(count - 1))
    return f"{HEAD}{''.join(steps)}  s{count - 1}: {{final: true}}\n"


def main() -> None:
    guard = CelGuards().compile(GUARD, types_of(variables("agreement")))
    plain = {"agreement.amount.cents": 3_000_000, "agreement.stage": "in_force"}
    print(f"a condition on plain values            {rate(lambda: guard(plain), 50_000):>12,.0f} /s")
    seen = rate(lambda: guard(values("agreement", AGREEMENT, TODAY)), 50_000)
    print(f"a condition on a folded agreement      {seen:>12,.0f} /s")
    cpo = Path("tests/infrastructure/procedures/cpo.yaml").read_text()
    print(f"a procedure of 14 states read          {1000 / rate(lambda: load(cpo), 20):>12.1f} ms")
    long = chain(1000)
    print(f"a procedure of 1,000 states read       {1000 / rate(lambda: load(long), 2):>12.1f} ms")
    document = load(long)
    began = time.process_time()
    assert ill_typed(document, CelGuards(), NAMES) == ()
    print(f"its 999 conditions and timers typed    {1000 * (time.process_time() - began):>12.1f} ms")
    moselle, span = calendar_of("Europe/Paris", "FR-57"), parse_span("10 workdays")
    print(f"ten working days counted               {rate(lambda: fall_due(span, TODAY, moselle), 20_000):>12,.0f} /s")


if __name__ == "__main__":
    main()
