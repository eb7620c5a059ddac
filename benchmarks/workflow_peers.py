"""A case of five steps as other workflow engines run it: DBOS Transact and SpiffWorkflow, each as its own pages say."""

import io
import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from itertools import pairwise
from typing import Any, Protocol

from dbos import DBOS, DBOSConfig
from lxml import etree
from psycopg_pool import ConnectionPool
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from uuid_utils import uuid7

STEPS = 5
POOL = 20
Run = Callable[[], None]
"""One case from its beginning to its end."""


@DBOS.step()
def take(number: int) -> int:
    """A step that does nothing, so that keeping it is all that is measured."""
    return number


@DBOS.workflow()
def five_steps() -> int:
    """Five of them, each checkpointed before the next begins."""
    return sum(take(number) for number in range(STEPS))


def with_dbos() -> None:
    """One workflow."""
    assert five_steps() == sum(range(STEPS))


@contextmanager
def dbos_on(url: str, *, write_ahead: bool) -> Generator[Run, None, None]:
    """DBOS Transact on a database of its own, with its settings as they come.

    Its pages ask for the address of an SQLite file and no more; the file then has SQLite's own defaults: a rollback
    journal, synchronous=FULL. `write_ahead` makes the file beforehand, in a mode with cheaper commits as durable.
    """
    if write_ahead and url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    config: DBOSConfig = {
        "name": "five-steps",
        "system_database_url": url.replace("+psycopg", ""),
        "log_level": "WARNING",
    }
    DBOS(config=config)
    DBOS.launch()
    try:
        yield with_dbos
    finally:
        DBOS.destroy()


def bpmn() -> bytes:
    """A process of five manual tasks, one after the other."""
    names = ["start", *(f"step_{number}" for number in range(1, STEPS + 1)), "end"]
    tasks = "".join(f'<manualTask id="{name}" name="{name}"/>' for name in names[1:-1])
    flows = "".join(
        f'<sequenceFlow id="flow_{number}" sourceRef="{one}" targetRef="{other}"/>'
        for number, (one, other) in enumerate(pairwise(names))
    )
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:five-steps">'
        f'<process id="five_steps" isExecutable="true"><startEvent id="start"/>{tasks}<endEvent id="end"/>{flows}'
        "</process></definitions>"
    ).encode()


class Shelf(Protocol):
    """Where serialized workflows are kept: a durable commit for each that is put there."""

    def put(self, name: str, text: str) -> None: ...

    def take(self, name: str) -> str: ...

    def close(self) -> None: ...


class SqliteShelf:
    """One table in a file of its own: write-ahead, synchronous=FULL, one connection a thread."""

    def __init__(self, url: str) -> None:
        self._file, self._own, self._made = url.removeprefix("sqlite:///"), threading.local(), list[Any]()
        self._connection().execute("CREATE TABLE kept (name TEXT PRIMARY KEY, text TEXT NOT NULL)")

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "connection"):
            made = self._own.connection = sqlite3.connect(
                self._file, timeout=60, isolation_level=None, check_same_thread=False
            )
            made.execute("PRAGMA journal_mode=WAL")
            made.execute("PRAGMA synchronous=FULL")
            self._made.append(made)
        connection: sqlite3.Connection = self._own.connection
        return connection

    def put(self, name: str, text: str) -> None:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO kept VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text=?", (name, text, text))
        connection.execute("COMMIT")

    def take(self, name: str) -> str:
        return str(self._connection().execute("SELECT text FROM kept WHERE name = ?", (name,)).fetchone()[0])

    def close(self) -> None:
        for one in self._made:
            one.close()


class PostgresShelf:
    """One table in a database of its own, reached through as many connections as DBOS takes by default."""

    def __init__(self, url: str) -> None:
        self._pool = ConnectionPool(url.replace("+psycopg", ""), min_size=POOL, kwargs={"autocommit": True}, open=True)
        with self._pool.connection() as connection:
            connection.execute("CREATE TABLE kept (name TEXT PRIMARY KEY, text TEXT NOT NULL)")

    def put(self, name: str, text: str) -> None:
        insert = "INSERT INTO kept VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET text = EXCLUDED.text"
        with self._pool.connection() as connection:
            connection.execute(insert, (name, text), prepare=True)

    def take(self, name: str) -> str:
        with self._pool.connection() as connection:
            found = connection.execute("SELECT text FROM kept WHERE name = %s", (name,), prepare=True).fetchone()
        assert found is not None
        return str(found[0])

    def close(self) -> None:
        self._pool.close()


class Spiff:
    """SpiffWorkflow: whoever does the next task loads the workflow, runs the task and what follows, and saves it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._own = shelf, threading.local()
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(io.BytesIO(bpmn())))
        self._spec = parser.get_spec("five_steps")

    def __call__(self) -> None:
        name, workflow = str(uuid7()), BpmnWorkflow(self._spec)
        workflow.do_engine_steps()
        self._save(name, workflow)
        for _ in range(STEPS):
            workflow = self._serializer.deserialize_json(self._shelf.take(name))
            workflow.get_next_task(state=TaskState.READY, manual=True).run()
            workflow.do_engine_steps()
            self._save(name, workflow)
        assert workflow.completed

    def _save(self, name: str, workflow: BpmnWorkflow) -> None:
        self._shelf.put(name, self._serializer.serialize_json(workflow))

    @property
    def _serializer(self) -> BpmnWorkflowSerializer:
        """One a thread: it keeps a mode while it works."""
        if not hasattr(self._own, "serializer"):
            self._own.serializer = BpmnWorkflowSerializer()
        return self._own.serializer


@contextmanager
def spiff_on(url: str) -> Generator[Run, None, None]:
    """SpiffWorkflow on a database of its own."""
    shelf = SqliteShelf(url) if url.startswith("sqlite") else PostgresShelf(url)
    try:
        yield Spiff(shelf)
    finally:
        shelf.close()
