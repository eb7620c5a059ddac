"""Folding a long agreement from the log, and a command on it: ours beside the eventsourcing library's default."""

import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import JSONTranscoder, Transcoding

from application.execute import Ask, Caller
from application.ports import Batch, Entry
from benchmarks.report import Row, compared, options, rounds, show
from domain import framework, mandate, organisation
from domain.agreement import budget, text
from domain.agreement.parts import AgreementKind, NamedParty, PartyNature, PartyRole, parties
from domain.values import ActKind, ActReference, FrameworkId, Money, OrganisationId, Period, PersonId
from infrastructure.settings import Settings
from interfaces.main import build
from interfaces.parts import Parts

LONG, LONGER, SHORT = 2_000, 10_000, 10
TODAY = date(2026, 3, 2)
FRAMEWORK = FrameworkId("framework-00000000-0000-7000-8000-000000000001")
COORDINATOR = PersonId("person-00000000-0000-7000-8000-000000000004")
PAYER = OrganisationId("organisation-00000000-0000-7000-8000-000000000002")
ACT = ActReference(kind=ActKind.DELIBERATION, number="2026-03-017", adopted_on=TODAY, body="conseil communautaire")
PAID = OrganisationId("organisation-00000000-0000-7000-8000-000000000003")


def history(length: int) -> list[object]:
    """An agreement whose credits were voted again and again, over ten budget years."""
    named = (
        NamedParty(organisation=PAYER, role=PartyRole.PAYER),
        NamedParty(organisation=PAID, role=PartyRole.BENEFICIARY),
    )
    natures = {PAYER: PartyNature.AUTHORITY, PAID: PartyNature.PRIVATE_BODY}
    drafted = text.Drafted(
        framework=FRAMEWORK,
        kind=AgreementKind.OBJECTIVES,
        title="Convention pluriannuelle",
        parties=parties(named, natures),
        on=TODAY,
    )
    votes = (
        budget.CreditsVoted(
            payer=PAYER,
            year=2026 + number % 10,
            amount=Money.of(10 + number % 7),
            act=ACT,
            number=f"D-{number}",
            on=TODAY,
        )
        for number in range(length - 1)
    )
    return [drafted, *votes]


def register(parts: Parts) -> None:
    """Put the payer on the register, the framework beside it, and somebody who keeps it."""
    registered = organisation.Registered(
        name="Communauté de communes",
        kind=organisation.Kind.LOCAL_AUTHORITY,
        identifiers=organisation.Identifiers(),
        on=TODAY,
    )
    established = framework.Established(
        name="Pays",
        territory=framework.Territory(name="Pays"),
        zone="Europe/Paris",
        operator=PAYER,
        fields_of_work=frozenset({framework.FieldOfWork.COORDINATION}),
        on=TODAY,
    )
    granted = mandate.Granted(
        person=COORDINATOR,
        organisation=PAYER,
        role=mandate.Role.COORDINATOR,
        framework=FRAMEWORK,
        period=Period(start=TODAY),
        on=TODAY,
    )
    power = parts.execute.house.ids.stream("mandate")
    for stream, told, home in ((PAYER, registered, None), (FRAMEWORK, established, FRAMEWORK), (power, granted, None)):
        entry = Entry(stream=stream, event=told, framework=home, effective=TODAY, actor="import", about=stream)
        parts.log.append(Batch(entries=[entry], expected={stream: 0}, read={}))


def record(parts: Parts, stream: str, length: int, after: int = 0) -> None:
    """Put the history into the log, from an event on."""
    events = history(length)
    for start in range(after, length, 1_000):
        entries = [
            Entry(stream=stream, event=one, framework=FRAMEWORK, effective=TODAY, actor="import", about=stream)
            for one in events[start : start + 1_000]
        ]
        parts.log.append(Batch(entries=entries, expected={stream: start}, read={}))


class LibraryAgreement(Aggregate):
    """The same agreement, with the same values, as the library's documentation writes one."""

    @event("Drafted")
    def __init__(self, framework: str, title: str, parties: list[str]) -> None:
        self.framework, self.title, self.parties = framework, title, parties
        self.voted: dict[tuple[str, int], Money] = {}

    @event("CreditsVoted")
    def vote(self, payer: str, year: int, amount: Money, act: ActReference, number: str, on: date) -> None:
        del act, number, on
        self.voted[payer, year] = self.voted.get((payer, year), Money.of(0)) + amount


class MoneyAsList(Transcoding):
    type, name = Money, "money"

    def encode(self, obj: Money) -> list[str]:
        return [str(obj.amount), obj.currency]

    def decode(self, data: list[str]) -> Money:
        return Money(amount=Decimal(data[0]), currency=data[1])


class DateAsISO(Transcoding):
    type, name = date, "date"

    def encode(self, obj: date) -> str:
        return obj.isoformat()

    def decode(self, data: str) -> date:
        return date.fromisoformat(data)


class ActAsList(Transcoding):
    type, name = ActReference, "act"

    def encode(self, obj: ActReference) -> list[object]:
        return [obj.kind.value, obj.number, obj.adopted_on, obj.body]

    def decode(self, data: list[Any]) -> ActReference:
        return ActReference(kind=ActKind(data[0]), number=data[1], adopted_on=data[2], body=data[3])


class LibraryAgreements(Application[Any]):
    def register_transcodings(self, transcoder: JSONTranscoder) -> None:
        super().register_transcodings(transcoder)
        for each in (MoneyAsList(), DateAsISO(), ActAsList()):
            transcoder.register(each)


def library(folder: Path) -> tuple[Application[Any], Any]:
    """The library's own SQLite recorder with the same events."""
    app = LibraryAgreements({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "library.db")})
    agreement = LibraryAgreement(framework=FRAMEWORK, title="Convention pluriannuelle", parties=[PAYER, PAID])
    for number in range(LONG - 1):
        agreement.vote(PAYER, 2026 + number % 10, Money.of(10 + number % 7), ACT, f"D-{number}", TODAY)
    app.save(agreement)
    return app, agreement.id


def timed(action: Any, times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - start) / times * 1_000


def replays(parts: Parts, folder: Path, count: int) -> list[Row]:
    """A 2,000-event agreement: as every command opens it, and folded whole without any snapshot."""
    stream = parts.execute.house.ids.stream("agreement")
    streams = parts.execute.house.streams
    record(parts, stream, LONG - 100)
    streams.folded(stream)  # leaves a snapshot, as the commands that made the history would have
    record(parts, stream, LONG, after=LONG - 100)
    app, name = library(folder)
    position = parts.log.position()

    def opened() -> None:
        streams.forget()
        streams.folded(stream)

    figures = rounds(
        {
            "opened": lambda: timed(opened, 5),
            "folded": lambda: timed(lambda: streams.as_known(stream, position), 5),
            "library": lambda: timed(lambda: app.repository.get(name), 5),
        },
        count,
    )
    return [
        compared(
            name=f"a 2,000-event agreement, {how}",
            unit="opened/s",
            ours=1_000 / figures[figure],
            against="eventsourcing repository.get",
            theirs=1_000 / figures["library"],
            aim=aim,
        )
        for figure, how, aim in (
            ("opened", "opened cold (newest snapshot and the 100 events since)", "≥ 4 ×"),
            ("folded", "every event folded, no snapshot", "≥ 4 ×"),
        )
    ]


def commands(parts: Parts, count: int, *, warm: bool) -> Row:
    """A command on an agreement of 10,000 events beside one of 10: what snapshots and memory are for."""
    house = parts.execute.house
    noun = house.nouns["agreement"]
    streams = {length: house.ids.stream("agreement") for length in (LONGER, SHORT)}
    for length, stream in streams.items():
        record(parts, stream, length)
        house.streams.folded(stream)  # leaves a snapshot, as the commands that made it would have
    parts.settle()
    numbers = iter(range(10**9))

    def command(stream: str) -> None:
        if not warm:
            house.streams.forget(snapshots=False)  # as a process that has just begun
        fields = {"payer": PAYER, "year": 2026, "amount": Money.of(next(numbers) % 9_000 + 1)}
        ask = Ask(noun=noun, command=budget.ForecastCredits, stream=stream, fields=fields)
        parts.execute(ask, Caller(actor=COORDINATOR))

    figures = rounds(
        {str(length): lambda stream=stream: timed(lambda: command(stream), 20) for length, stream in streams.items()},
        count,
    )
    return compared(
        name=f"command at 10,000 events, {'remembered' if warm else 'from a snapshot'}",
        unit="ms",
        ours=figures[str(LONGER)],
        against="the same at 10 events",
        theirs=figures[str(SHORT)],
        aim="≤ 1.2 ×",
    )


def main() -> None:
    """Print the rows."""
    chosen = options(__doc__ or "").parse_args()
    count = 3 if chosen.quick else 9
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = build(Settings(database=f"sqlite:///{folder / 'log.db'}", master_key_file=folder / "master.key"))
        register(parts)
        rows = [*replays(parts, folder, count), commands(parts, count, warm=True), commands(parts, count, warm=False)]
        parts.close()
    show(rows, title="Replay", as_json=chosen.json)


if __name__ == "__main__":
    main()
