"""How the tables came to be: each revision is applied once, in order, under the log's lock."""

from pathlib import Path

import sqlalchemy as sa

HEAD = "0003"
"""The newest revision: what the code expects to find."""


def applied(connection: sa.Connection) -> str | None:
    """The revision the database is at; None for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def migrate(connection: sa.Connection) -> None:
    """Bring the database to the newest revision, inside the caller's transaction."""
    if applied(connection) == HEAD:
        return
    from alembic import command  # noqa: PLC0415 - costs a start-up time that a current database need not pay
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
