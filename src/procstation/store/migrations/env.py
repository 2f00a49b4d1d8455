"""Run by Alembic: migrate over the connection that was handed to it, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
