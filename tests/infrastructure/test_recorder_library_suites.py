"""The eventsourcing library's own suites, on our recorders, on both databases."""

import os
import secrets
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from eventsourcing.persistence import ApplicationRecorder, TrackingRecorder
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    InfrastructureFactoryTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
)
from eventsourcing.utils import Environment, get_topic

from infrastructure.recorder import Factory, ProcessingRecorder, Recorder
from infrastructure.recording import SnapshotRecorder, Tracker
from tests.postgres import fresh_database


class OnSqlite:
    """A factory on an SQLite file of its own."""

    def setUp(self) -> None:
        self.stack = ExitStack()
        self.factory = Factory({"PALABRE_DATABASE": self.new_url()})
        self.stack.callback(self.factory.close)

    def tearDown(self) -> None:
        self.stack.close()

    def new_url(self) -> str:
        home = tempfile.mkdtemp(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
        self.stack.callback(shutil.rmtree, home)
        return f"sqlite:///{Path(home) / 'log.db'}"

    def new_originator_id(self) -> str:
        return f"agreement-{secrets.token_hex(16)}"


class OnPostgres(OnSqlite):
    """A factory on a PostgreSQL database of its own."""

    def new_url(self) -> str:
        return self.stack.enter_context(fresh_database())


class Snapshots(AggregateRecorderTestCase):
    factory: Factory

    def create_recorder(self) -> SnapshotRecorder:
        return self.factory.aggregate_recorder()


class Log(ApplicationRecorderTestCase[Recorder]):
    factory: Factory

    def create_recorder(self) -> Recorder:
        return self.factory.application_recorder()

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class Tracked(TrackingRecorderTestCase):
    factory: Factory

    def create_recorder(self) -> TrackingRecorder:
        return self.factory.tracking_recorder()


class Processing(ProcessRecorderTestCase):
    factory: Factory

    def create_recorder(self) -> ProcessingRecorder:
        return self.factory.process_recorder()


class Apart(NonInterleavingNotificationIDsBaseCase):
    factory: Factory

    def create_recorder(self) -> ApplicationRecorder:
        return self.factory.application_recorder()


class TestSnapshotsOnSqlite(OnSqlite, Snapshots): ...


class TestSnapshotsOnPostgres(OnPostgres, Snapshots): ...


class TestLogOnSqlite(OnSqlite, Log): ...


class TestLogOnPostgres(OnPostgres, Log): ...


class TestTrackingOnSqlite(OnSqlite, Tracked): ...


class TestTrackingOnPostgres(OnPostgres, Tracked): ...


class TestProcessingOnSqlite(OnSqlite, Processing): ...


class TestProcessingOnPostgres(OnPostgres, Processing): ...


class TestNonInterleavingOnSqlite(OnSqlite, Apart): ...


class TestNonInterleavingOnPostgres(OnPostgres, Apart): ...


class FactorySuite(InfrastructureFactoryTestCase[Factory]):
    """The library's suite for factories; its databases are made by the class beside it."""

    def expected_factory_class(self) -> type[Factory]:
        return Factory

    def expected_aggregate_recorder_class(self) -> type[SnapshotRecorder]:
        return SnapshotRecorder

    def expected_application_recorder_class(self) -> type[Recorder]:
        return Recorder

    def expected_tracking_recorder_class(self) -> type[Tracker]:
        return Tracker

    def tracking_recorder_subclass(self) -> type[Tracker]:
        return SomeTracker

    def expected_process_recorder_class(self) -> type[ProcessingRecorder]:
        return ProcessingRecorder


class SomeTracker(Tracker): ...


class TestFactoryOnSqlite(FactorySuite):
    place = OnSqlite

    def setUp(self) -> None:
        self.place_made = self.place()
        self.place_made.stack = ExitStack()
        self.env = Environment("App")
        self.env["PALABRE_DATABASE"] = self.place_made.new_url()
        self.env["PERSISTENCE_MODULE"] = get_topic(Factory)
        super().setUp()

    def tearDown(self) -> None:
        super().tearDown()
        self.place_made.stack.close()


class TestFactoryOnPostgres(TestFactoryOnSqlite):
    place = OnPostgres


del AggregateRecorderTestCase, ApplicationRecorderTestCase, InfrastructureFactoryTestCase
del NonInterleavingNotificationIDsBaseCase, ProcessRecorderTestCase, TrackingRecorderTestCase
del Snapshots, Log, Tracked, Processing, Apart, FactorySuite
