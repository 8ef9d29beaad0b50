"""Runs Alembic's migrations on the connection that `game.store.database` passes."""

from alembic import context

from game.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
