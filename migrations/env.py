"""Runs migrations over the connection that the caller opened; the caller's transaction commits or falls as a whole."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
