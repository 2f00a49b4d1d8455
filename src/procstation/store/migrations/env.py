"""Run by Alembic: migrate over the connection that was handed to it, in its transaction.

On PostgreSQL texts are compared by their code points, as SQLite does it and as call number keys
need it, whatever the locale of the database; and whole numbers have 64 bits, since the serial
numbers of barcodes need more than 32.
"""

from typing import Any

from alembic import context
from sqlalchemy import Integer, Text
from sqlalchemy.ext.compiler import compiles


@compiles(Text, "postgresql")
def _text(_type: Text, _compiler: Any, **_options: Any) -> str:
    return 'TEXT COLLATE "C"'


@compiles(Integer, "postgresql")
def _integer(_type: Integer, _compiler: Any, **_options: Any) -> str:
    return "BIGINT"


context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
