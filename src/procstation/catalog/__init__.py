"""The catalogue: titles and items, read from files, looked up by scan."""

from procstation.catalog.records import Item, Title

__all__ = ["Item", "Title"]
