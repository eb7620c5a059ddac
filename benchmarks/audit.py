"""The tree: what it costs an append, how fast it proves, how fast it is checked, and how that grows."""

import random
import sys
import tempfile
import time
from collections.abc import Collection, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parent.parent))

import sqlalchemy as sa

from benchmarks.append import CALLERS, alone, appending, prepared, together
from benchmarks.report import Row, compared, options, progress, rounds, show
from infrastructure import verifier
from infrastructure.engines import Database
from infrastructure.growing import Growing
from infrastructure.leaves import leaf
from infrastructure.merkle import Frontier
from infrastructure.migrations import migrate
from infrastructure.recorder import Factory, Recorder
from infrastructure.tables import events, tree
from infrastructure.tree_check import TreeCheck
from infrastructure.tree_reading import TreeReading
from tests.postgres import fresh_database

SIZES = (10_000, 100_000, 1_000_000)
PROOFS = 300
STATE = b'{"actor":"person-1"}\n{"payload":"' + b"x" * 240 + b'"}'
TOGETHER = 10_000
BEGUN = 1_795_618_138_000_000


class NoTree(Growing):
    """What appending was before there was a tree."""

    def grow(self, *_: object) -> list[tuple[int, bytes]]:
        return []


def without_tree(recorder: Recorder) -> Recorder:
    """The same recorder, without its tree."""
    recorder.writer._growing = NoTree()
    return recorder


@contextmanager
def two_logs(place: str) -> Generator[tuple[str, str], None, None]:
    """The URLs of two empty logs on one disk."""
    with ExitStack() as stack:
        if place == "SQLite":
            home = stack.enter_context(tempfile.TemporaryDirectory())
            yield f"sqlite:///{home}/with.db", f"sqlite:///{home}/without.db"
        else:
            yield stack.enter_context(fresh_database()), stack.enter_context(fresh_database())


def appends(place: str, *, quick: bool) -> list[Row]:
    """Appends a second with the tree and without it, in turns."""
    with two_logs(place) as urls, ExitStack() as stack:
        ours, bare = (Factory({"PALABRE_DATABASE": url}) for url in urls)
        stack.callback(ours.close)
        stack.callback(bare.close)
        pool = stack.enter_context(ThreadPoolExecutor(CALLERS))
        recorder, other = ours.application_recorder(), without_tree(bare.application_recorder())
        medians = rounds(
            {
                "one": alone(appending(recorder, prepared)),
                "one without": alone(appending(other, prepared)),
                "many": together(appending(recorder, prepared), pool),
                "many without": together(appending(other, prepared), pool),
            },
            25 if quick else 100,
        )
    unit, against = "appends/s", "without the tree"
    named = (("one", "one caller"), ("many", f"{CALLERS} callers"))
    return [
        compared(
            name=f"append with the tree, {place}, {words}",
            unit=unit,
            ours=medians[key],
            against=against,
            theirs=medians[f"{key} without"],
            aim="≥ 0.9",
        )
        for key, words in named
    ]


def fill(database: Database, size: int) -> None:
    """Events and their tree, as an append leaves them, written in bulk."""
    with database.writing() as connection:
        migrate(connection)
    edge = Frontier()
    while edge.size < size:
        rows, grown = [], []
        for position in range(edge.size + 1, min(edge.size + TOGETHER, size) + 1):
            body, at = sha256(str(position).encode()).digest(), BEGUN + position * 1_000
            stream = f"agreement-{position // 10}"
            rows.append((position, stream, position % 10, "n.v1", f"e{position}", "f-1", position, at, STATE, body))
            grown.append({"position": position, "hashes": edge.add(leaf(position, at, body))})
        with database.writing() as connection:
            connection.execute(sa.insert(events), [dict(zip(events.c.keys(), row, strict=True)) for row in rows])
            connection.execute(sa.insert(tree), grown)
        progress(f"filling: {edge.size}/{size}")
    progress("")


def proofs(reading: TreeReading, size: int) -> list[float]:
    """Milliseconds of one inclusion proof each, of leaves anywhere; each is checked."""
    root, chance, taken = reading.root(size), random.Random(size), list[float]()
    for _ in range(PROOFS):
        index = chance.randrange(size)
        start = time.perf_counter()
        proof = reading.inclusion(index, size)
        taken.append((time.perf_counter() - start) * 1_000)
        verifier.check_inclusion(verifier.leaf_hash(reading.leaf(index + 1) or b""), index, size, proof, root)
    return taken


def consistencies(reading: TreeReading, size: int) -> float:
    """Milliseconds of one consistency proof; the median."""
    chance, taken = random.Random(size), list[float]()
    for _ in range(PROOFS):
        start = time.perf_counter()
        reading.consistency(chance.randrange(1, size + 1), size)
        taken.append((time.perf_counter() - start) * 1_000)
    return median(taken)


def check_rate(database: Database, size: int) -> float:
    """Events a second: every leaf and node hashed again and compared."""
    start = time.perf_counter()
    found = list(TreeCheck(database, size, {size}).run(lambda _: None))
    assert found == []
    return size / (time.perf_counter() - start)


def growth(size: int) -> list[Row]:
    """One log on SQLite, of so many events."""
    with tempfile.TemporaryDirectory() as home:
        database = Database(f"sqlite:///{home}/log.db")
        fill(database, size)
        reading = TreeReading(database)
        taken = proofs(reading, size)
        named = f"{size:,} events, SQLite"
        rows = [
            aimed(f"inclusion proof, median, {named}", "ms", median(taken), 2, "≤ 1"),
            aimed(f"inclusion proof, p95, {named}", "ms", quantiles(taken, n=20)[-1], 2, "≤ 1"),
            aimed(f"consistency proof, median, {named}", "ms", consistencies(reading, size), 2, "≤ 1"),
            aimed(f"check of the tree, {named}", "events/s", check_rate(database, size), 50_000, "≥ 1"),
        ]
        database.close()
    return rows


def aimed(name: str, unit: str, ours: float, aim: float, ratio: str) -> Row:
    """A figure beside what it is to be."""
    return compared(name=name, unit=unit, ours=ours, against="the aim", theirs=aim, aim=ratio)


def in_memory() -> list[Row]:
    """What a leaf and a proof cost without any database."""
    size = 100_000
    hashes = [leaf(number, BEGUN + number, bytes(32)) for number in range(1, size + 1)]
    edge = Frontier()
    start = time.perf_counter()
    rows = {number: edge.add(one) for number, one in enumerate(hashes, 1)}
    grown = (time.perf_counter() - start) / size * 1_000_000
    return [aimed("a leaf added to the tree, no database", "µs", grown, 3, "≤ 1"), proof_in_memory(rows)]


def proof_in_memory(rows: Mapping[int, bytes]) -> Row:
    """An inclusion proof from rows at hand."""
    from infrastructure import merkle

    def read(wanted: Collection[int]) -> Mapping[int, bytes]:
        return {row: rows[row] for row in wanted}

    chance = random.Random(1)
    start = time.perf_counter()
    for _ in range(PROOFS):
        merkle.inclusion(chance.randrange(len(rows)), len(rows), read)
    taken = (time.perf_counter() - start) / PROOFS * 1_000_000
    return aimed("an inclusion proof, no database", "µs", taken, 50, "≤ 1")


def main() -> None:
    """Run everything; `--quick` leaves out the largest log."""
    chosen = options("The tree: appends, proofs, checks.").parse_args()
    rows = in_memory()
    for place in ("SQLite", "PostgreSQL"):
        rows += appends(place, quick=chosen.quick)
    for size in SIZES[:2] if chosen.quick else SIZES:
        rows += growth(size)
    show(rows, title="The tree", as_json=chosen.json)


if __name__ == "__main__":
    main()
