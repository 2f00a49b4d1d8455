"""The store: tables, engine, migrations. The one package that knows SQLAlchemy.

SQLAlchemy takes 250 ms to import, so nothing but `rows` is imported before a store is opened.
"""
