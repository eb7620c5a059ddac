"""The migrations lead to the tables that the code expects, whoever runs them and how often."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from infrastructure import migrations
from infrastructure.engines import Database
from infrastructure.recorder import Recorder
from infrastructure.tables import events, metadata
from tests.infrastructure.events import event

ROOT = Path(__file__).parents[2]
CREATE = """
import sys
from infrastructure.engines import Database
from infrastructure.recorder import Recorder
sys.stdin.read()
Recorder(Database(sys.argv[1])).create_table()
"""


def test_the_newest_revision_is_the_one_the_code_expects() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_heads() == [migrations.HEAD]


def test_migrations_and_metadata_agree(recorder: Recorder) -> None:
    with recorder.database.writing() as connection:
        assert differences(connection) == []


def test_a_table_that_differs_would_be_seen(recorder: Recorder) -> None:
    with recorder.database.writing() as connection:
        connection.execute(sa.text("DROP TABLE tracking"))
        assert [what[0] for what in differences(connection)] == ["add_table"]


def differences(connection: sa.Connection) -> list[Any]:
    """What a new revision would have to change."""
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def test_creating_again_changes_nothing(recorder: Recorder) -> None:
    recorder.insert_events([event("agreement-1", 1)])
    recorder.create_table()
    assert recorder.head_version("agreement-1") == 1


def test_processes_that_create_the_tables_at_once_do_not_collide(log_url: str) -> None:
    command = [sys.executable, "-c", CREATE, log_url]
    creators = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) for _ in range(3)]
    for creator in creators:
        assert creator.stdin is not None
        creator.stdin.close()
    assert [creator.wait(60) for creator in creators] == [0] * 3
    database = Database(log_url)
    assert database.rows(sa.select(sa.func.count()).select_from(events)) == [(0,)]
    database.close()


def test_a_migration_that_fails_leaves_nothing_behind(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(op, "create_index", _fail)  # by then, some tables are made
    with pytest.raises(ZeroDivisionError):
        Recorder(database).create_table()
    with database.writing() as connection:
        assert sa.inspect(connection).get_table_names() == []


def _fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError
