"""The shelf orders there are beside those of the schemes: some come along, others are the
station's own, files in `shelf_rules` in its home."""

from collections.abc import Callable
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from procstation.config import read_section
from procstation.errors import UsageError, did_you_mean
from procstation.items.rule_files import files_in, tables_of
from procstation.items.shelf_own import OwnRule, check_rule, own_keys
from procstation.language import tr

OWN_FOLDER = "shelf_rules"


class ShelfBook:
    """Finds shelf orders by name; reads and checks a file when it is asked for.

    Args:
        home: The station's home folder; None for what comes along only.
    """

    def __init__(self, home: Path | None = None) -> None:
        self._home = home

    @property
    def names(self) -> list[str]:
        return sorted(self._files)

    def named(self, name: str) -> OwnRule:
        """Return a shelf order.

        Raises:
            UsageError: There is none of that name; the nearest is named.
            ConfigError: Its file does not hold.
        """
        if name not in self._files:
            raise UsageError(
                tr("There is no shelf order named {name!r}.", name=name),
                tr(
                    "{did_you_mean} Your own are files in {own_folder}.",
                    did_you_mean=did_you_mean(name, self._files),
                    own_folder=OWN_FOLDER,
                ),
            )
        file = self._files[name]
        rule = read_section(tables_of(file), OwnRule, str(file))
        check_rule(rule, str(file))
        return rule

    def keys(self, name: str) -> Callable[[str], str | None]:
        """Return the function from a call number to its key by a shelf order. Raises as `named`."""
        return own_keys(self.named(name))

    @cached_property
    def _files(self) -> dict[str, Traversable]:
        own = files_in(self._home / OWN_FOLDER) if self._home else {}
        return files_in(files("procstation.items") / "shelf_orders") | own
