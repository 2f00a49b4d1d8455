"""The rule sets there are: those that come along, and the station's own.

The station's own lie in `callnumber_rules` in its home, a file each. One named like a scheme is how
this library breaks all call numbers of that scheme.
"""

from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from procstation.config import read_section
from procstation.errors import ConfigError, UsageError, did_you_mean
from procstation.items.callnumber import Scheme
from procstation.items.rule_files import ENDING, files_in, tables_of
from procstation.items.spine_rules import SpineRules, check_rules
from procstation.language import tr

OWN_FOLDER = "callnumber_rules"
BASE = "based_on"
"""The key of a file that changes another rule set and says only what is different."""


class RuleBook:
    """Finds rule sets by name or scheme; reads and checks a file when it is first asked for.

    Args:
        home: The station's home folder; None for what comes along only.
    """

    def __init__(self, home: Path | None = None) -> None:
        self._own_folder = home / OWN_FOLDER if home else None
        self._read: dict[str, SpineRules] = {}

    @property
    def names(self) -> list[str]:
        return sorted(self._shipped.keys() | self._own.keys())

    def named(self, name: str) -> SpineRules:
        """Return a rule set; a name that ends in `.toml` is a file anywhere.

        Raises:
            UsageError: There is none of that name; the nearest is named.
            ConfigError: Its file does not hold.
        """
        if name not in self._read:
            file = Path(name) if name.endswith(ENDING) else self._file(name)
            self._read[name] = self._rules(file)
        return self._read[name]

    def of(self, scheme: Scheme) -> SpineRules:
        """Return how this library breaks call numbers of a scheme. Raises as `named`."""
        rules = self.named(scheme.value)
        if rules.scheme is not scheme:
            raise ConfigError(
                tr(
                    "The rule set {value!r} is for call numbers of {scheme}.",
                    value=scheme.value,
                    scheme=rules.scheme,
                ),
                tr('Set its scheme to "{scheme}", or give its file another name.', scheme=scheme),
            )
        return rules

    @cached_property
    def _shipped(self) -> dict[str, Traversable]:
        return files_in(files("procstation.items") / "rules")

    @cached_property
    def _own(self) -> dict[str, Traversable]:
        folder = self._own_folder
        return files_in(folder) if folder is not None else {}

    def _file(self, name: str) -> Traversable:
        known = self._shipped | self._own
        if name not in known:
            raise UsageError(
                tr("There is no rule set named {name!r}.", name=name), did_you_mean(name, known)
            )
        return known[name]

    def _rules(self, file: Traversable) -> SpineRules:
        rules = read_section(self._tables(file, ()), SpineRules, str(file))
        check_rules(rules, str(file))
        return rules

    def _tables(self, file: Traversable, seen: tuple[str, ...]) -> dict[str, Any]:
        """Return what a file says upon what it is based on.

        A file of the station that names itself means the one that comes along, and those that
        come along mean each other.
        """
        name = str(file)
        if name in seen:
            raise ConfigError(
                tr(
                    "{seen}: it is in the end based on itself, by way of {name}.",
                    seen=seen[0],
                    name=name,
                ),
                tr(
                    "Base one of them on a rule set that comes along: {shipped}.",
                    shipped=", ".join(self._shipped),
                ),
            )
        tables = tables_of(file)
        if BASE not in tables:
            return tables
        base = tables.pop(BASE)
        is_shipped = name in map(str, self._shipped.values())
        own = {} if is_shipped else self._own
        known = self._shipped | {key: file for key, file in own.items() if str(file) != name}
        if not isinstance(base, str) or base not in known:
            raise ConfigError(
                tr(
                    "{name}: {base} names no other rule set: {named!r}.",
                    name=name,
                    base=BASE,
                    named=base,
                ),
                did_you_mean(str(base), known),
            )
        return self._tables(known[base], (*seen, name)) | tables


SHIPPED = RuleBook()
"""What comes along, for whoever knows no station."""
