"""What Textual keeps of widgets that are gone."""

from contextlib import suppress


def let_go_of_drawn_lines() -> None:
    """Let go of the lines that widgets of closed screens have drawn.

    Textual remembers two colours for each of the last thousand widgets, by the widget's cache of
    its lines: every cache stays alive with them, and every line in it with all pieces it was ever
    cut into. In a day of opening and leaving screens these are tens of megabytes.
    """
    # Another version of Textual may have no such memory, and needs nothing let go of then.
    with suppress(ImportError, AttributeError):
        from textual._styles_cache import StylesCache  # noqa: PLC0415

        StylesCache.get_inner_outer.cache_clear()
