"""Tables that stand beside the log and are no part of it: in a file of their own, or in the same server database."""

from collections.abc import Generator
from contextlib import contextmanager, nullcontext

import sqlalchemy as sa
from sqlalchemy import event

from infrastructure.engines import FileQueue


class SideStore:
    """Transactions for whoever writes, and plain reading. `lock` is the advisory lock for making the tables."""

    def __init__(self, url: str | sa.URL, metadata: sa.MetaData, lock: int) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgres(self.url)
        self._make(metadata, lock)

    @contextmanager
    def writing(self) -> Generator[sa.Connection]:
        """A transaction. Processes that share an SQLite file take turns."""
        with self.queue(), self.engine.begin() as connection:
            yield connection

    def queue(self) -> FileQueue | nullcontext[None]:
        """Where the writers of an SQLite file wait for their turn."""
        return FileQueue(self.url.database or "") if self.is_sqlite else nullcontext()

    @contextmanager
    def reading(self) -> Generator[sa.Connection]:
        """A connection to read with."""
        with self.engine.connect().execution_options(palabre_reading=True) as connection:
            yield connection

    def _make(self, metadata: sa.MetaData, lock: int) -> None:
        """Two processes that begin together make the tables once."""
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
            metadata.create_all(connection)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _postgres(url: sa.URL) -> sa.Engine:
    return sa.create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="READ COMMITTED")


def _sqlite(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    def prepare(connection: object, _: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    def begin(connection: sa.Connection) -> None:
        """A writer locks at once: one that read first and then wrote would be turned away."""
        reads = connection.get_execution_options().get("palabre_reading", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine
