"""The store: tables, engine, migrations. The one package that knows SQLAlchemy.

Importing it imports SQLAlchemy, so it is imported when a store is opened and not before.
"""

from procstation.store.engine import Store

__all__ = ["Store"]
