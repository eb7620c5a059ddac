"""The fields: matching 20,000 payments against 20,000 instalments, and the money table of 5,000 agreements."""

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import sqlalchemy as sa

from application.money import table
from application.nouns import effective
from application.ports import Entry
from application.registry import NOUNS
from benchmarks.import_grants import COLUMNS, FLOOR, IMPORT, ROOT, in_a_process, siret
from benchmarks.report import Row, compared, options, progress, show
from domain.agreement.budget import CreditsCommitted, CreditsVoted
from domain.agreement.ordering import PaymentOrdered
from domain.agreement.payment import Paid
from domain.values import Money, OrganisationId
from infrastructure.event_log import PalabreApplication, PalabreLog
from infrastructure.mapper import Numbered
from infrastructure.outside import SystemClock
from infrastructure.recorder import Factory
from infrastructure.vault import KeyVault
from infrastructure.views import postings
from infrastructure.views.opened import open_views

PARTS = 4
"""Instalments of each agreement."""
PAYMENTS, QUICK = 20_000, 2_000
AGREEMENTS, FEW = 5_000, 500
YEARS = 10
AIM_SECONDS, AIM_MEMORY, AIM_QUERY = 20.0, 300.0, 200.0
ROUNDS = 7
WRITTEN = 5_000
NAME = "019b0000-0000-7000-8000-{:012d}"
FRAMEWORK = f"framework-{NAME.format(1)}"
PAYERS = [OrganisationId(f"organisation-{NAME.format(number)}") for number in range(1, 6)]
IMPORT_PAYMENTS = IMPORT.replace('"grants"', '"payments"')


def publication(agreements: int) -> str:
    """Grants in four equal parts each within 2022, to 2,000 beneficiaries and no two of one sum."""
    lines = [";".join(COLUMNS)]
    for number in range(agreements):
        who = number % 2_000
        amount = f"{4_000 + number * 4},00"
        parts = "4 versements 25%-25%-25%-25%"
        told = (
            "Région d'Essai",
            "234 500 023 00028",
            "2022-01-03",
            f"CP_{number}",
            f"Association n° {who}",
            siret(who),
        )
        rest = ("", f"Action {number}", amount, "aide en numéraire", parts, "2022-01-01/2022-12-31", "", "non", "1", "")
        lines.append(";".join((*told, *rest)))
    return "\n".join(lines) + "\n"


def accounts(payments: int) -> str:
    """The statement that pays every instalment, in the order of days, as a finance system would write it."""
    lines = ["Nom du tiers;SIRET du tiers;Exercice;N° mandat;Montant payé;Date de paiement;Objet"]
    for number in range(payments):
        agreement, part = number % (payments // PARTS), number // (payments // PARTS)
        who, month = agreement % 2_000, 1 + part * 3 + agreement % 3
        amount = f"{1_000 + agreement},00"
        day = f"{1 + agreement % 28:02d}/{month:02d}/2022"
        lines.append(f"Association n° {who};{siret(who)};2022;{number + 1};{amount};{day};Action {agreement}")
    return "\n".join(lines) + "\n"


def matching(folder: Path, payments: int) -> list[Row]:
    """The whole command, from an empty statement to the last line accounted for."""
    grants, paid, log = folder / "grants.csv", folder / "payments.csv", folder / "log.db"
    grants.write_text(publication(payments // PARTS), encoding="utf-8")
    paid.write_text(accounts(payments), encoding="utf-8")
    os.environ["PALABRE_MASTER_KEY_FILE"] = str(folder / "master.key")
    url = f"sqlite:///{log}"
    in_a_process(IMPORT, str(grants), url, str(ROOT))
    before, _ = counted(log)
    ours = in_a_process(IMPORT_PAYMENTS, str(paid), url, str(ROOT))
    after, size = counted(log)
    matched = matched_in(log)
    assert matched == payments, f"{matched} of {payments} payments found their instalment"
    floor = in_a_process(FLOOR, str(paid), str(folder / "floor.db"), str(after - before), str(size))
    what = f"match {payments:,} payments with as many instalments ({after - before:,} events)"
    against = "reading the CSV, writing as many raw rows"
    whole = payments == PAYMENTS
    aim = f"≤ {AIM_SECONDS:.0f} s" if whole else ""
    bytes_aim = f"≤ {AIM_MEMORY:.0f} MiB"
    return [
        compared(name=what, unit="s", ours=ours.seconds, against=against, theirs=floor.seconds, aim=aim),
        compared(name=f"{what}, processor", unit="s", ours=ours.processor, against=against, theirs=floor.processor),
        compared(
            name=f"{what}, memory", unit="MiB", ours=ours.memory, against=against, theirs=floor.memory, aim=bytes_aim
        ),
    ]


def counted(log: Path) -> tuple[int, int]:
    """Events in the log, and their mean size."""
    connection = sqlite3.connect(log)
    events, size = connection.execute("SELECT count(*), avg(length(state)) FROM events").fetchone()
    connection.close()
    return events, int(size)


def matched_in(log: Path) -> int:
    """Payments that an instalment of an agreement holds."""
    connection = sqlite3.connect(log)
    text = "CAST(state AS TEXT)"
    paid = (
        f"name LIKE 'agreement.paid.%' AND {text} LIKE '%\"instalment\":%' AND {text} NOT LIKE '%\"instalment\":null%'"
    )
    query = f"SELECT count(*) FROM events WHERE {paid}"
    (found,) = connection.execute(query).fetchone()
    connection.close()
    return int(found)


def history(agreements: int) -> Iterator[tuple[str, object]]:
    """The money of agreements that five payers keep over ten years each: voted, committed, ordered, paid."""
    for number in range(agreements):
        stream, payer = f"agreement-{NAME.format(number + 1)}", PAYERS[number % len(PAYERS)]
        for year in range(2017, 2017 + YEARS):
            amount, day = Money.of(1_000 + number), number % 28 + 1
            yield stream, CreditsVoted(payer=payer, year=year, amount=amount, on=date(year, 1, day))
            yield stream, CreditsCommitted(payer=payer, year=year, amount=amount, on=date(year, 2, day))
            yield stream, PaymentOrdered(payer=payer, year=year, amount=amount, on=date(year, 5, day))
            yield stream, Paid(payer=payer, year=year, amount=amount, on=date(year, 6, day))


def asking(folder: Path, agreements: int) -> list[Row]:
    """The table of the whole framework, and with a row for each agreement; against one sum over the same rows."""
    url = f"sqlite:///{folder / 'books.db'}"
    vault = KeyVault(sa.create_engine(f"sqlite:///{folder / 'books.keys.db'}"), b"k" * 32, SystemClock())
    log = PalabreLog(PalabreApplication(Factory({Factory.DATABASE: url}), vault), NOUNS, "benchmark")
    events = written(log, agreements)
    side = open_views(url, log, NOUNS, "benchmark", [postings.view])
    side.catch_up(lambda done, total: progress(f"projecting {done}/{total}"))
    day = date(2023, 9, 30)
    assert table(side.books, FRAMEWORK, day, by_agreement=True).adds_up
    whole = median(lambda: table(side.books, FRAMEWORK, day))
    each = median(lambda: table(side.books, FRAMEWORK, day, by_agreement=True))
    floor = median(lambda: summed(folder / "books.views.db"))
    side.close()
    log.close()
    what = f"money table of {agreements:,} agreements over {YEARS} years ({events:,} entries)"
    against = "one SUM over the same rows"
    aim = f"≤ {AIM_QUERY:.0f} ms"
    return [
        compared(name=what, unit="ms", ours=whole, against=against, theirs=floor, aim=aim),
        compared(name=f"{what}, a row an agreement too", unit="ms", ours=each, against=against, theirs=floor),
    ]


def written(log: PalabreLog, agreements: int) -> int:
    """Record the history."""
    waiting: list[Any] = []
    count, versions = 0, dict[str, int]()
    for stream, event in history(agreements):
        versions[stream] = versions.get(stream, 0) + 1
        entry = Entry(
            stream=stream, event=event, framework=FRAMEWORK, effective=effective(event), actor="import", about=stream
        )
        waiting.append(log.mapper.to_stored_event(Numbered(stream, versions[stream], entry)))
        if len(waiting) >= WRITTEN:
            log.recorder.insert_events(waiting)
            count += len(waiting)
            waiting = []
            progress(f"recording {count} events")
    if waiting:
        log.recorder.insert_events(waiting)
    return count + len(waiting)


def summed(views: Path) -> float:
    """The floor: one sum over the rows as they lie."""
    connection = sqlite3.connect(views)
    (name,) = connection.execute(
        "SELECT name FROM sqlite_master WHERE name LIKE 'postings\\_\\_%' ESCAPE '\\'"
    ).fetchone()
    (cents,) = connection.execute(f"SELECT SUM(amount) FROM {name}").fetchone()
    connection.close()
    return float(cents)


def median(ask: Callable[[], object]) -> float:
    """Milliseconds, the median of some rounds."""
    taken: list[float] = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(taken)


def main() -> None:
    """Print the rows."""
    chosen = options(__doc__ or "").parse_args()
    with tempfile.TemporaryDirectory() as name:
        rows = matching(Path(name), QUICK if chosen.quick else PAYMENTS)
        rows += asking(Path(name), FEW if chosen.quick else AGREEMENTS)
    progress("")
    show(rows, title="Fields", as_json=chosen.json)


if __name__ == "__main__":
    main()
