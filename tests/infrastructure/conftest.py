"""Every test of the log runs on both databases."""

from collections.abc import Generator
from pathlib import Path

import pytest

from infrastructure.engines import Database
from infrastructure.recorder import Recorder
from tests.postgres import fresh_database

pytest.register_assert_rewrite("tests.infrastructure.events")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(request.param)


@pytest.fixture
def log_url(database_kind: str, tmp_path: Path) -> Generator[str, None, None]:
    """The URL of an empty database."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'log.db'}"
    else:
        with fresh_database() as url:
            yield url


@pytest.fixture
def database(log_url: str) -> Generator[Database, None, None]:
    """An empty database."""
    database = Database(log_url)
    yield database
    database.close()


@pytest.fixture
def recorder(database: Database) -> Generator[Recorder, None, None]:
    """A log with nothing in it."""
    recorder = Recorder(database)
    recorder.create_table()
    yield recorder
    recorder.close()
