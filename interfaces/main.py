"""The only place that knows every part: it wires them and opens the doors."""

import gc
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
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
from application.accesses import AccessBook
from application.api_keys import ApiKeys
from application.attachments import Destructions
from application.ballots import SecretBallots
from application.bundles import BundleChecking
from application.changing import Changing
from application.documents import Table
from application.erasure import Erasures, NextKeyMissing
from application.execute import Execute, House
from application.grants.rows import Grant, GrantFile, Quarantined
from application.history.lineage import DecisionLineage
from application.history.process import ProcessLog
from application.options import Options
from application.paying.rows import PaymentFile
from application.ports import Clock, Recorded, Unavailable
from application.reactions import Reactor, Surroundings
from application.registry import NOUNS
from application.relay import Broker
from application.replay import Replay
from application.streams import Streams
from application.syndication import Agenda, Document
from application.tools import Tools
from application.transparency import Witnessing
from application.workflow import Rung, Workflow
from infrastructure import cloud_events, codec, event_names, timestamps
from infrastructure.accounts.drafts import StoredDrafts
from infrastructure.accounts.opened import open_doors
from infrastructure.accounts.sessions import StoredSessions
from infrastructure.accounts.tables import AccountStore
from infrastructure.auditing import Audit
from infrastructure.bundle_checking import BundleCheck
from infrastructure.bundle_writing import BundleWriting
from infrastructure.calendars import calendar
from infrastructure.cel import CelGuards
from infrastructure.checkpoints import Checkpoints
from infrastructure.definitions import YamlDefinitions
from infrastructure.diagrams import Drawings
from infrastructure.event_log import PAGE, LogBookmark, PalabreApplication, PalabreLog, rules_digest
from infrastructure.feeds import LogFeed
from infrastructure.files import EvidenceFiles
from infrastructure.formats import (
    indicators,
    json_feed,
    ocel,
    payments,
    pdf,
    procedure_yaml,
    prov_json,
    scdl,
    scdl_write,
)
from infrastructure.key_store import StoredKeys
from infrastructure.library import ShippedLibrary
from infrastructure.log_keys import LogKeys
from infrastructure.master_key import WrongMasterKey, finish_rotation, master_key, rewrap, rotate_in_file
from infrastructure.outside import SetClock, SystemClock, TimeOrderedIds
from infrastructure.policy import NO_POLICY, Policy, read_policy
from infrastructure.procurement import ProcurementData
from infrastructure.recorder import Factory
from infrastructure.scheduler import every
from infrastructure.settings import Settings
from infrastructure.stated import stated
from infrastructure.syndication import LogPages
from infrastructure.transparency import LogTransparency
from infrastructure.urn import BallotUrn
from infrastructure.vault import KeyVault, open_keys
from infrastructure.views.opened import ReadSide, open_views
from infrastructure.webhooks import opened as hooks_opened
from infrastructure.witness import Witness, kept_key
from infrastructure.witnesses import collect, over_http
from interfaces.api.schemas import typed_fields
from interfaces.cli import door
from interfaces.parts import Entry, Parts, WrittenGrants

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


class PaymentFiles:
    """Statements of payments, as finance systems write them."""

    def read(self, file: Path) -> PaymentFile:
        """The lines of a file."""
        return payments.read(file)

    def write_quarantine(self, file: PaymentFile, rows: Iterable[Quarantined]) -> bytes:
        """The lines set aside, in a file to correct and import again."""
        return payments.write_quarantine(file, rows)


class WrittenDocuments:
    """Documents for people and programs; what writes them is loaded when one is asked for."""

    def pdf(self, html: str, attached: Mapping[str, bytes] | None = None) -> bytes:
        """A page made for paper, as PDF, with files attached."""
        return pdf.pdf_of(html, attached)

    def workbook(self, tables: Iterable[Table]) -> bytes:
        """Tables as xlsx."""
        from infrastructure.formats import sheets  # noqa: PLC0415 — heavy, and nearly every command does without

        return sheets.workbook_of(tables)

    def prov(self, lineage: DecisionLineage) -> bytes:
        """A decision's lineage as PROV-JSON."""
        return prov_json.write(lineage)

    def ocel(self, log: ProcessLog) -> bytes:
        """A framework as OCEL 2.0 JSON."""
        return ocel.write(log)

    def json(self, value: object) -> bytes:
        """A value as it is stated in bundles."""
        return json.dumps(stated(value), ensure_ascii=False, indent=1).encode() + b"\n"


class FeedFormats:
    """Documents in the formats of readers."""

    def atom(self, document: Document) -> bytes:
        """Atom with archives."""
        from infrastructure.formats import atom  # noqa: PLC0415 — heavy, and only readers of feeds need it

        return atom.write(document)

    def json_feed(self, document: Document) -> bytes:
        """JSON Feed."""
        return json_feed.write(document)

    def calendar(self, agenda: Agenda) -> bytes:
        """ICalendar."""
        from infrastructure.formats import icalendar_write  # noqa: PLC0415 — heavy, and only calendars need it

        return icalendar_write.write(agenda)


class Codec:
    """Values and facts as JSON data; `base` is where this Palabre is reached."""

    def __init__(self, base: str = cloud_events.HERE) -> None:
        self._base = base

    def plain(self, value: object) -> Any:
        """A value as plain JSON data."""
        return codec.plain(value)

    def event_name(self, event: type) -> str:
        """The permanent name of an event."""
        return event_names.topic(event)

    def event_schema(self, name: str) -> Mapping[str, Any] | None:
        """The JSON Schema of an event's data as it is written today."""
        if not event_names.is_known(name):
            return None
        kind, is_present = event_names.resolve(name)
        return codec.schema_of(kind) if is_present else None

    def cloud_event(self, fact: Recorded) -> dict[str, Any]:
        """A fact as a CloudEvents 1.0.2 object."""
        return cloud_events.cloud_event(fact, self._base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every part stands on: the log and its keys, the views of it, and the house that decides."""

    settings: Settings
    clock: Clock
    keys: sa.Engine
    master: bytes
    vault: KeyVault
    rules: str
    log: PalabreLog
    bookmark: LogBookmark
    views: ReadSide
    book: AccessBook
    house: House
    execute: Execute
    files: EvidenceFiles

    def rotate_master(self) -> int:
        """Wrap every person's key with the next master key."""
        following = self.settings.next_master_key.get_secret_value()
        if following:
            return rewrap(self.keys, self.master, master_key(following, self.settings.master_key_file))
        if self.settings.master_key.get_secret_value():
            raise NextKeyMissing
        return rotate_in_file(self.keys, self.settings.master_key_file)

    def settle(self) -> None:
        """Bring the views up to the log."""
        self.views.catch_up()

    def digest(self, body: bytes) -> str:
        """A keyed digest of a request body."""
        return hmac.new(self.master, body, hashlib.sha256).hexdigest()


def _ground(settings: Settings, clock: Clock) -> Ground:
    keys = _keys(settings)
    finish_rotation(keys, settings.master_key_file)
    master = master_key(settings.master_key.get_secret_value(), settings.master_key_file)
    vault, rules = KeyVault(keys, master, clock), rules_digest()
    factory = Factory({Factory.DATABASE: settings.database}, clock=clock.now)
    log = _log(factory, vault, rules)
    views = open_views(settings.database, log, NOUNS, rules)
    book = AccessBook(log, clock, TimeOrderedIds())
    house = House(
        log=log,
        streams=Streams(log, log, NOUNS),
        nouns=NOUNS,
        directory=views.directory,
        clock=clock,
        ids=TimeOrderedIds(),
        views=views,
        tools=tools(),
        refused=book.refused,
    )
    return Ground(
        settings=settings,
        clock=clock,
        keys=keys,
        master=master,
        vault=vault,
        rules=rules,
        log=log,
        bookmark=LogBookmark(factory),
        views=views,
        book=book,
        house=house,
        execute=Execute(house),
        files=EvidenceFiles(settings.files or settings.beside(".files")),
    )


class Following:
    """What follows from what is recorded, by whomever."""

    def __init__(self, ground: Ground, forget: Callable[[], object]) -> None:
        self._ground, self._forget = ground, forget
        log, bookmark, views = ground.log, ground.bookmark, ground.views
        self.destructions = Destructions(log, ground.files)
        self._erasures = Erasures(log, ground.vault, ground.house.streams, bookmark, ground.clock)
        self._erasures.record_again()
        self._reactor = Reactor(Surroundings(views.reading, views.directory, ground.execute), bookmark)
        self._workflow = Workflow(ground.execute, bookmark, views.catch_up, event_names.topic)

    def react(self) -> Sequence[Mapping[str, str]]:
        """Carry out what follows from recent events; what the rules refused of it is returned."""
        views = self._ground.views
        self.destructions.catch_up()
        if self._erasures.catch_up():
            views.forget()
            self._forget()
        views.catch_up()
        return [*self._reactor.catch_up(), *self._workflow.catch_up()]

    def ring(self) -> Rung:
        """Fire what is due in cases."""
        return self._workflow.ring(self._ground.clock.now())

    def follow(self, stop: Event) -> None:
        """React until told to stop."""
        _follow(stop, self._ground.log, self.react)


def build(settings: Settings | None = None, clock: Clock | None = None) -> Parts:
    """Wire everything. Raises Unavailable where the database does not answer, UnknownEvent where the log is too new."""
    _same_place()
    settings, clock = settings or Settings(), clock or SystemClock()
    ground = _ground(settings, clock)
    log, views, execute = ground.log, ground.views, ground.execute
    policy_text = settings.witnesses.read_text(encoding="utf-8") if settings.witnesses else NO_POLICY
    policy = read_policy(policy_text)
    checkpoints = _checkpoints(settings, policy, log, clock)
    hooks, accounts = _hooks(ground), AccountStore(_aside(settings, ".accounts"))
    following = Following(ground, hooks.webhooks.forget)
    _settle_down()
    return Parts(
        execute=execute,
        ballots=SecretBallots(execute, BallotUrn(ground.keys)),
        reading=views.reading,
        replay=Replay(log, ground.house.streams),
        log=log,
        files=ground.files,
        clock=clock,
        nouns=NOUNS,
        encoder=Codec(settings.address),
        database=sa.make_url(settings.database).render_as_string(hide_password=True),
        settle=ground.settle,
        rotate_master=ground.rotate_master,
        book=ground.book,
        destructions=following.destructions,
        react=following.react,
        ring=following.ring,
        options=Options(ground.house),
        changing=Changing(execute, views.reading),
        tools=ground.house.tools or tools(),
        follow=following.follow,
        every=every,
        digest=ground.digest,
        facts=lambda after: _facts(log, after),
        close=lambda: _close(ground.book.flush, hooks.store.close, accounts.close, views.close, log.close),
        grant_files=GrantFiles(),
        procurement_files=ProcurementData(),
        documents=WrittenDocuments(),
        known_grants=views.grants,
        read_figures=indicators.read,
        books=views.books,
        known_payments=views.payments,
        accounts=views.accounts,
        payment_files=PaymentFiles(),
        transparency=_transparency(checkpoints, policy, log, views),
        bundles=BundleWriting(
            log=log.recorder,
            checkpoints=checkpoints,
            streams=ground.house.streams,
            files=ground.files,
            clock=clock,
            rules=ground.rules,
            policy=policy_text,
        ),
        webhooks=hooks.webhooks,
        deliver=hooks.deliverer.follow,
        feed=LogFeed(log, settings.address),
        sessions=StoredSessions(accounts, clock.now),
        keys=_api_keys(execute, hooks, log, clock),
        entry=Entry(settings.keys_required, settings.requests_per_minute, settings.address),
        pages=LogPages(log),
        formats=FeedFormats(),
        relays={"nats": _nats},
        drafts=StoredDrafts(accounts, clock.now),
        sheet_rows=_sheet_rows,
        doors=open_doors(settings, accounts, ground.master, log, ground.house.streams, clock),
    )


@cache
def _settle_down() -> None:
    """What is loaded by now stays: no later collection walks through it again."""
    gc.collect()
    gc.freeze()


def _close(*closing: Callable[[], object]) -> None:
    for one in closing:
        one()


def _sheet_rows(content: bytes) -> Sequence[Sequence[str]]:
    from infrastructure.formats import any_sheet  # noqa: PLC0415 — heavy, and only a take-over from a sheet needs it

    return any_sheet.rows_of(content)


def _nats(servers: Sequence[str], options: Mapping[str, str]) -> Broker:
    from infrastructure.relay_nats import open_nats  # noqa: PLC0415 — only a relay needs the client

    return open_nats(servers, options)


def _transparency(checkpoints: Checkpoints, policy: Policy, log: PalabreLog, views: ReadSide) -> LogTransparency:
    audit = Audit(log.recorder, log.mapper, checkpoints, views.projector)
    return LogTransparency(checkpoints, collect(policy, over_http), audit)


def _checkpoints(settings: Settings, policy: Policy, log: PalabreLog, clock: Clock) -> Checkpoints:
    keys = LogKeys(settings.log_key.get_secret_value(), settings.log_key_file)
    authority = timestamps.over_http(settings.timestamp_url) if settings.timestamp_url else None
    return Checkpoints(log.recorder.database, keys, policy, clock.now, settings.log_origin, authority)


def _api_keys(execute: Execute, hooks: hooks_opened.Hooks, log: PalabreLog, clock: Clock) -> ApiKeys:
    kinds = event_names.NAMES
    return ApiKeys(execute, StoredKeys(hooks.store), clock, kinds, lambda stream: log.version(stream) > 0)


def _hooks(ground: Ground) -> hooks_opened.Hooks:
    """Beside an SQLite log in a file of its own, in the same database on a server."""
    settings = ground.settings
    allowed = hooks_opened.rules(
        http=settings.webhook_http, allowed=settings.webhook_networks, ports=settings.webhook_ports
    )
    url = _aside(settings, ".hooks")
    return hooks_opened.open_hooks(
        url,
        ground.master,
        ground.log,
        TimeOrderedIds(),
        ground.clock,
        allowed,
        ground.book.abandoned,
        settings.address,
    )


def _aside(settings: Settings, suffix: str) -> str:
    return f"sqlite:///{settings.beside(suffix)}" if settings.database.startswith("sqlite") else settings.database


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
        library=ShippedLibrary(),
    )


def bundle_check() -> BundleCheck:
    """What bundles are checked with, by the rules that are installed here."""
    return BundleCheck(NOUNS, rules_digest())


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
        return open_keys(settings.keys)
    file = settings.beside(".keys")
    file.parent.mkdir(parents=True, exist_ok=True)
    return open_keys(f"sqlite:///{file}")


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

    def bundles(self) -> BundleChecking:
        """What checks bundles, which needs no log."""
        return bundle_check()

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
