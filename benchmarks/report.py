"""What every benchmark prints: ours beside theirs, for people as a table, for programs as one object a line."""

import argparse
import json
import random
import statistics
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One comparison. `ratio` is ours to theirs, as a number of times better or worse: see `unit`."""

    name: str
    unit: str
    ours: float
    against: str
    theirs: float
    ratio: float
    aim: str = ""


def compared(*, name: str, unit: str, ours: float, against: str, theirs: float, aim: str = "") -> Row:
    """A row whose ratio is ours divided by theirs."""
    ratio = ours / theirs if theirs else float("nan")
    return Row(
        name=name,
        unit=unit,
        ours=round(ours, 3),
        against=against,
        theirs=round(theirs, 3),
        ratio=round(ratio, 2),
        aim=aim,
    )


def options(description: str) -> argparse.ArgumentParser:
    """The options all benchmarks share; add your own before you parse."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="one JSON object a row, for programs")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, rougher figures")
    return parser


def rounds(contestants: Mapping[str, Callable[[], float]], count: int) -> dict[str, float]:
    """The median of each contestant's figures; in turns of random order, so that a slow moment meets all alike."""
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    order = random.Random(count)
    for turn in range(count):
        for name in order.sample(list(contestants), len(contestants)):
            figures[name].append(contestants[name]())
            progress(f"round {turn + 1}/{count}: {name}")
    progress("")
    return {name: statistics.median(values) for name, values in figures.items()}


def progress(text: str) -> None:
    """Say where things stand, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def show(rows: Iterable[Row], *, title: str, as_json: bool) -> None:
    """Print the rows. JSON lines hold name, unit, ours, against, theirs, ratio."""
    if as_json:
        for row in rows:
            print(json.dumps({key: value for key, value in asdict(row).items() if key != "aim"}))
        return
    Console(width=None if sys.stdout.isatty() else 120).print(_table(list(rows), title))


def _table(rows: Sequence[Row], title: str) -> Table:
    table = Table(title=title)
    for heading in ("what", "unit"):
        table.add_column(heading)
    table.add_column("ours", justify="right")
    table.add_column("against")
    for heading in ("theirs", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("aim")
    for row in rows:
        figures = (_figure(row.ours), row.against, _figure(row.theirs), f"{row.ratio:.2f} ×")
        table.add_row(row.name, row.unit, *figures, row.aim)
    return table


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
