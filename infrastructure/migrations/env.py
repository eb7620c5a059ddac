"""Alembic's door: the connection, and the transaction around it, are the caller's."""

from alembic import context

from infrastructure.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
