"""Importing 18,000 published grants: seconds and memory of the whole command, beside what the rows alone cost."""

import os
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.report import Row, compared, options, show

ROWS, QUICK = 18_000, 3_000
AIM_SECONDS, AIM_MEMORY = 30.0, 300.0
ROOT = Path(__file__).parent.parent
COLUMNS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "secteur",
)
CONDITIONS = (
    "unique",
    "unique",
    "2 versements 50%-50%",
    "échelonné",
    "3 versements 50%-30%-20%",
    "sur présentation du bilan",
)
OBJECTS = (
    "Fonctionnement",
    "Festival d'été",
    "Soutien à l'emploi",
    "Ressourcerie",
    "Investissement",
    "Habitat partagé",
)


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took: seconds on the clock, seconds of a processor, and the most memory it held, in MiB."""

    seconds: float
    processor: float
    memory: float


def siret(number: int) -> str:
    """A SIRET that passes its checks."""
    siren = with_check(f"{30_000_000 + number:08d}")
    return with_check(f"{siren}{number % 9_000:04d}")


def with_check(digits: str) -> str:
    """The digits and the one that checks them."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return digits + str(-sum(each - 9 if each > 9 else each for each in doubled) % 10)


def publication(rows: int) -> str:
    """A year of grants as a large authority publishes them: 6,000 beneficiaries, the usual gaps and slips."""
    lines = [";".join(COLUMNS)]
    for number in range(rows):
        who = number * 7 % max(rows // 3, 1)
        day, month = number % 28 + 1, number % 12 + 1
        lines.append(
            ";".join(
                (
                    "Région d'Essai",
                    "234 500 023 00028",
                    "" if number % 23 == 0 else f"{day:02d}/{month:02d}/2022",
                    "" if number % 31 == 0 else f"CP_22_{month:02d}_{number % 400:04d}",
                    f"Association n° {who} de l'économie solidaire",
                    "4,18E+13" if number % 29 == 0 else siret(who),
                    "",
                    f"{OBJECTS[number % 6]} {2020 + number % 5}, action {number % 50}",
                    f"{500 + number * 13 % 40_000},{number % 100:02d}",
                    "aide en numéraire",
                    CONDITIONS[number % 6],
                    f"2022-{month:02d}-{day:02d}" if number % 6 < 2 else f"2022-{month:02d}-01/2022-12-31",
                    "",
                    "non",
                    "1",
                    "culture" if number % 2 else "insertion",
                )
            )
        )
    return "\n".join(lines) + "\n"


def in_a_process(program: str, *arguments: str) -> Run:
    """Run a program in a process of its own."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", program, *arguments]
    output = os.open(os.devnull, os.O_WRONLY)
    child = os.posix_spawn(sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, output, 1)])
    _, status, usage = os.wait4(child, 0)
    os.close(output)
    if os.waitstatus_to_exitcode(status):
        message = f"the program ended with {os.waitstatus_to_exitcode(status)}"
        raise RuntimeError(message)
    seconds = time.perf_counter() - begun
    return Run(seconds=seconds, processor=usage.ru_utime + usage.ru_stime, memory=usage.ru_maxrss / 1024)


IMPORT = """
import os, sys
sys.path.insert(0, sys.argv[3])
os.environ["PALABRE_DATABASE"] = sys.argv[2]
sys.argv = ["palabre", "import", "grants", sys.argv[1], "--json"]
from interfaces.main import command_line
command_line()
"""
FLOOR = """
import csv, sqlite3, sys
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = list(csv.reader(file, delimiter=";"))
connection = sqlite3.connect(sys.argv[2], isolation_level=None)
connection.execute("PRAGMA journal_mode=WAL")
connection.execute("PRAGMA synchronous=FULL")
connection.execute("CREATE TABLE raw (position INTEGER PRIMARY KEY, stream TEXT, state BLOB)")
events, size = int(sys.argv[3]), int(sys.argv[4])
for start in range(0, events, 1000):
    connection.execute("BEGIN")
    some = ((at, ";".join(rows[at % len(rows)]), bytes(size)) for at in range(start + 1, min(start + 1000, events) + 1))
    connection.executemany("INSERT INTO raw VALUES (?, ?, ?)", some)
    connection.execute("COMMIT")
"""


def measured(folder: Path, rows: int) -> list[Row]:
    """One import, and the floor: reading the file and writing as many rows of the same size."""
    file = folder / "subventions.csv"
    file.write_text(publication(rows), encoding="utf-8")
    os.environ["PALABRE_MASTER_KEY_FILE"] = str(folder / "master.key")
    log = folder / "log.db"
    ours = in_a_process(IMPORT, str(file), f"sqlite:///{log}", str(ROOT))
    events, size, agreements = counted(log)
    assert agreements == rows, f"{agreements} agreements from {rows} rows"
    floor = in_a_process(FLOOR, str(file), str(folder / "floor.db"), str(events), str(size))
    what = f"import {rows:,} grants ({events:,} events)"
    against = "reading the CSV, writing as many raw rows"
    whole = rows == ROWS
    return [
        compared(
            name=what,
            unit="s",
            ours=ours.seconds,
            against=against,
            theirs=floor.seconds,
            aim=f"≤ {AIM_SECONDS:.0f} s" if whole else "",
        ),
        compared(name=f"{what}, processor", unit="s", ours=ours.processor, against=against, theirs=floor.processor),
        compared(
            name=f"{what}, memory",
            unit="MiB",
            ours=ours.memory,
            against=against,
            theirs=floor.memory,
            aim=f"≤ {AIM_MEMORY:.0f} MiB",
        ),
    ]


def counted(log: Path) -> tuple[int, int, int]:
    """Events in the log, their mean size, and agreements begun."""
    connection = sqlite3.connect(log)
    events, size = connection.execute("SELECT count(*), avg(length(state)) FROM events").fetchone()
    registered = "SELECT count(*) FROM events WHERE name LIKE 'agreement.registered-from-publication%'"
    (agreements,) = connection.execute(registered).fetchone()
    connection.close()
    return events, int(size), agreements


def main() -> None:
    """Print the rows."""
    chosen = options(__doc__ or "").parse_args()
    with tempfile.TemporaryDirectory() as name:
        rows = measured(Path(name), QUICK if chosen.quick else ROWS)
    show(rows, title="Import", as_json=chosen.json)


if __name__ == "__main__":
    main()
