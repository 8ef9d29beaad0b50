"""Runs Alembic's migrations on the connection that `game.store.database` passes."""

from alembic import context

from game.store.spatial_tables import ALL

context.configure(
    connection=context.config.attributes["connection"], target_metadata=ALL, render_as_batch=True
)
context.run_migrations()
