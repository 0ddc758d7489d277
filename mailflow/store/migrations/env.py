"""Runs migrations on the connection that `Database.upgrade` hands over, inside its transaction."""

from alembic import context

from mailflow.store.tables import is_compared, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_compared,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
