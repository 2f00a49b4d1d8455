"""Run by Alembic: migrate over the connection that was handed to it, in its transaction.

On PostgreSQL texts are compared by their code points, as SQLite does it and as call number keys
need it, whatever the locale of the database; and whole numbers have 64 bits, since the serial
numbers of barcodes need more than 32.
"""

from typing import Any

from alembic import context
from sqlalchemy import Integer, Text
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler


class _Types(PGTypeCompiler):
    def visit_text(self, type_: Text, **kw: Any) -> str:
        del type_, kw
        return 'TEXT COLLATE "C"'

    def visit_integer(self, type_: Integer, **kw: Any) -> str:
        del type_, kw
        return "BIGINT"


connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    # Of this connection's own engine, which does nothing else.
    connection.dialect.type_compiler_instance = _Types(connection.dialect)
context.configure(connection=connection)
context.run_migrations()
