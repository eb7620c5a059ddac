"""The only place that knows every part: it wires them and opens the doors."""

import gc
import hashlib
import hmac
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

import sqlalchemy as sa
from eventsourcing.persistence import PersistenceError
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

import application
import domain
import infrastructure
import interfaces
from application.ballots import SecretBallots
from application.changing import Changing
from application.documents import Table
from application.erasure import Erasures
from application.execute import Execute, House
from application.grants.rows import Grant, GrantFile, Quarantined
from application.history.lineage import DecisionLineage
from application.history.process import ProcessLog
from application.options import Options
from application.ports import Clock, Recorded, Unavailable
from application.reactions import Reactor, Surroundings
from application.registry import NOUNS
from application.replay import Replay
from application.streams import Streams
from application.tools import Tools
from application.transparency import Witnessing
from application.workflow import Rung, Workflow
from infrastructure import cloud_events, codec, event_names
from infrastructure.auditing import Audit
from infrastructure.calendars import calendar
from infrastructure.cel import CelGuards
from infrastructure.checkpoints import Checkpoints
from infrastructure.definitions import YamlDefinitions
from infrastructure.diagrams import Drawings
from infrastructure.event_log import PAGE, LogBookmark, PalabreApplication, PalabreLog, rules_digest
from infrastructure.feeds import LogFeed
from infrastructure.files import EvidenceFiles
from infrastructure.formats import ocel, pdf, procedure_yaml, prov_json, scdl, scdl_write, sheets
from infrastructure.log_keys import LogKeys
from infrastructure.outside import SetClock, SystemClock, TimeOrderedIds
from infrastructure.policy import no_witnesses, read_policy
from infrastructure.recorder import Factory
from infrastructure.scheduler import every
from infrastructure.settings import Settings
from infrastructure.transparency import LogTransparency
from infrastructure.urn import BallotUrn
from infrastructure.vault import KeyVault, WrongMasterKey, master_key
from infrastructure.views.opened import ReadSide, open_views
from infrastructure.witness import Witness, kept_key
from infrastructure.witnesses import collect, over_http
from interfaces.api.schemas import typed_fields
from interfaces.cli import door
from interfaces.parts import Parts, WrittenGrants

GLANCE = 1.0
"""Seconds a follower waits for the log to grow before it looks whether it was asked to stop."""
logger = logging.getLogger(__name__)


class GrantFiles:
    """Files of published grants, as the standard SCDL subventions lays them down."""

    def read(self, file: Path) -> GrantFile:
        """The rows of a file."""
        return scdl.read(file)

    def write(self, grants: Iterable[Grant]) -> WrittenGrants:
        """The grants as files to publish."""
        return scdl_write.write(grants)

    def write_quarantine(self, file: GrantFile, rows: Iterable[Quarantined]) -> bytes:
        """The rows set aside, in a file to correct and import again."""
        return scdl_write.write_quarantine(file, rows)


class WrittenDocuments:
    """Documents for people and programs; what writes them is loaded when one is asked for."""

    def pdf(self, html: str) -> bytes:
        """A page made for paper, as PDF."""
        return pdf.pdf_of(html)

    def workbook(self, tables: Iterable[Table]) -> bytes:
        """Tables as xlsx."""
        return sheets.workbook_of(tables)

    def prov(self, lineage: DecisionLineage) -> bytes:
        """A decision's lineage as PROV-JSON."""
        return prov_json.write(lineage)

    def ocel(self, log: ProcessLog) -> bytes:
        """A framework as OCEL 2.0 JSON."""
        return ocel.write(log)


class Codec:
    """Values and facts as JSON data."""

    def plain(self, value: object) -> Any:
        """A value as plain JSON data."""
        return codec.plain(value)

    def event_name(self, event: type) -> str:
        """The permanent name of an event."""
        return event_names.topic(event)

    def cloud_event(self, fact: Recorded) -> dict[str, Any]:
        """A fact as a CloudEvents 1.0.2 object."""
        return cloud_events.cloud_event(fact)


def build(settings: Settings | None = None, clock: Clock | None = None) -> Parts:
    """Wire everything. Raises Unavailable where the database does not answer, UnknownEvent where the log is too new."""
    _same_place()
    settings, clock = settings or Settings(), clock or SystemClock()
    master = master_key(settings.master_key.get_secret_value(), settings.master_key_file)
    keys = _keys(settings)
    vault = KeyVault(keys, master, clock)
    rules = rules_digest()
    factory = Factory({Factory.DATABASE: settings.database}, clock=clock.now)
    log = _log(factory, vault, rules)
    streams = Streams(log, log, NOUNS)
    views = open_views(settings.database, log, NOUNS, rules)
    house = House(
        log=log,
        streams=streams,
        nouns=NOUNS,
        directory=views.directory,
        clock=clock,
        ids=TimeOrderedIds(),
        views=views,
        tools=tools(),
    )

    bookmark = LogBookmark(factory)
    erasures = Erasures(log, vault, streams, bookmark)
    execute = Execute(house)
    reactor = Reactor(Surroundings(views.reading, views.directory, execute), bookmark)

    workflow = Workflow(execute, bookmark, views.catch_up, event_names.topic)

    def react() -> Sequence[Mapping[str, str]]:
        if erasures.catch_up():
            views.forget()
        views.catch_up()
        return [*reactor.catch_up(), *workflow.catch_up()]

    def ring() -> Rung:
        return workflow.ring(clock.now())

    def follow(stop: Event) -> None:
        _follow(stop, log, react)

    def settle() -> None:
        views.catch_up()

    def close() -> None:
        views.close()
        log.close()

    gc.collect()
    gc.freeze()  # what is loaded now stays: no later collection walks through it again
    return Parts(
        execute=execute,
        ballots=SecretBallots(execute, BallotUrn(keys)),
        reading=views.reading,
        replay=Replay(log, streams),
        log=log,
        files=EvidenceFiles(settings.files or settings.beside(".files")),
        clock=clock,
        nouns=NOUNS,
        encoder=Codec(),
        database=sa.make_url(settings.database).render_as_string(hide_password=True),
        settle=settle,
        react=react,
        ring=ring,
        options=Options(house),
        changing=Changing(execute, views.reading),
        tools=house.tools or tools(),
        follow=follow,
        every=every,
        digest=lambda body: hmac.new(master, body, hashlib.sha256).hexdigest(),
        facts=lambda after: _facts(log, after),
        close=close,
        grant_files=GrantFiles(),
        documents=WrittenDocuments(),
        known_grants=views.grants,
        transparency=_transparency(settings, log, views, clock),
        feed=LogFeed(log),
    )


def _transparency(settings: Settings, log: PalabreLog, views: ReadSide, clock: Clock) -> LogTransparency:
    policy = read_policy(settings.witnesses.read_text(encoding="utf-8")) if settings.witnesses else no_witnesses()
    keys = LogKeys(settings.log_key.get_secret_value(), settings.log_key_file)
    checkpoints = Checkpoints(log.recorder.database, keys, policy, clock.now, settings.log_origin)
    audit = Audit(log.recorder, log.mapper, checkpoints, views.projector)
    return LogTransparency(checkpoints, collect(policy, over_http), audit)


def tools() -> Tools:
    """What procedures are read, checked and reckoned with: none of it needs a database."""
    return Tools(
        definitions=YamlDefinitions(),
        guards=CelGuards(),
        events=event_names.NAMES,
        nouns=lambda: NOUNS,
        calendar=calendar,
        typed=lambda kind, command, raw: typed_fields(NOUNS[kind], command, raw),
        schema=procedure_yaml.schema,
        diagrams=Drawings(),
    )


def _follow(stop: Event, log: PalabreLog, react: Callable[[], object]) -> None:
    """React to whatever is recorded, here or by another process, until told to stop."""
    seen = -1
    while not stop.is_set():
        try:
            if (position := log.position()) != seen:
                react()
                seen = position
            log.recorder.wait_beyond(seen, GLANCE)
        except Unavailable:
            logger.warning("the database does not answer; looking again", exc_info=True)
            stop.wait(GLANCE)


def _log(factory: Factory, vault: KeyVault, rules: str) -> PalabreLog:
    log = PalabreLog(PalabreApplication(factory, vault), NOUNS, rules)
    unknown = log.unknown_names()
    if unknown:
        log.close()
        raise event_names.UnknownEvent(*unknown)
    return log


def _keys(settings: Settings) -> sa.Engine:
    if settings.keys:
        return sa.create_engine(settings.keys)
    file = settings.beside(".keys")
    file.parent.mkdir(parents=True, exist_ok=True)
    return sa.create_engine(f"sqlite:///{file}")


def _facts(log: PalabreLog, after: int) -> Iterator[Recorded]:
    while facts := log.after(after, PAGE):
        yield from facts
        after = facts[-1].position


def _same_place() -> None:
    """Flat package names can be shadowed by a stray package: all four layers come from one folder, or none does."""
    places = {Path(layer.__file__ or "").parent.parent for layer in (domain, application, infrastructure, interfaces)}
    if len(places) != 1:
        message = f"the layers were loaded from different places: {sorted(map(str, places))}"
        raise ImportError(message)


class FromEnvironment:
    """Opens the parts as the environment says, for the command line."""

    def parts(self) -> Parts:
        """The parts, on the clock of the machine."""
        return _opened(SystemClock())

    def tools(self) -> Tools:
        """What needs no database."""
        return tools()

    def told(self) -> tuple[Parts, Callable[[datetime], None]]:
        """The parts on a clock that stands where it is put."""
        clock = SetClock(SystemClock().now())
        return _opened(clock), clock.set

    def witness(self, name: str) -> Witnessing:
        """The witness on this machine, which needs no log."""
        return open_witness(Settings(), name)


def open_witness(settings: Settings, name: str) -> Witnessing:
    """What `palabre witness` works with. Raises ValueError."""
    key = kept_key(settings.witness_file.with_suffix(".key"), name)
    return Witness(settings.witness_file, key, lambda: int(SystemClock().now().timestamp()))


def _opened(clock: Clock) -> Parts:
    try:
        return build(clock=clock)
    except event_names.UnknownEvent as error:
        names = ", ".join(map(str, error.args))
        words = f"The log holds events this Palabre does not know: {names}. Update Palabre."
        raise door.Unusable("unknown-event", words, door.UNAVAILABLE) from error
    except ValidationError as error:
        wrong = "; ".join(f"PALABRE_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors())
        raise door.Unusable("unusable-settings", wrong, door.USAGE) from error
    except (ValueError, ArgumentError, WrongMasterKey) as error:
        raise door.Unusable("unusable-settings", f"The settings lead nowhere: {error}", door.USAGE) from error
    except (OSError, SQLAlchemyError, PersistenceError) as error:
        raise Unavailable(str(error)) from error


def command_line() -> None:
    """The `palabre` command."""
    from interfaces.cli.app import make_command_line  # noqa: PLC0415 — programs that only build need no command line

    make_command_line(FromEnvironment())()
