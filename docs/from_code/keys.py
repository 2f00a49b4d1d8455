"""`reference/keys.md`: the keys of every screen."""

from from_code.settings import table
from procstation.keys import PLACES

HEAD = """\
# Keys

The lowest line of each screen shows the keys that are used most; `?` lists all of a screen. Every
one may be bound to another key in the configuration, by its act: see
[configuration](../configuration.md#keys).
"""


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for place in PLACES.values():
        rows = (
            (_pressed(act.keys), f"`{place.name}.{act.name}`", act.does or act.label)
            for act in place.acts
        )
        parts += [f"## {place.title}\n", place.purpose, "", table(("key", "act", "does"), rows)]
    return "\n".join(parts)


def _pressed(keys: str) -> str:
    return ", ".join(f"`{key.strip()}`" for key in keys.split(","))
