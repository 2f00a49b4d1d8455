"""The steps that bring a store of any earlier version to this one."""

HEAD = "0011"
"""The newest revision. Kept here so that opening a store that is up to date needs no Alembic."""
