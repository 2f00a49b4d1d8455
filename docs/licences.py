"""Write `licences.md`, what procstation needs at run time and under which licence, from the
metadata of what is installed.

    python docs/licences.py

Run it in an environment with the extras `keyring`, `web`, `pcsc` and, on Windows, `windows`.
"""

import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

FILE = Path(__file__).with_name("licences.md")
EXTRAS = ("keyring", "pcsc", "postgres", "web", "windows")
"""Of those that run with the station; the others are for developers and tests."""

HEAD = """\
# Licences

procstation is under Apache-2.0. These packages are installed with it, and each may be used and
passed on with it: none is under the GPL or the AGPL, which a test checks. The fonts that come along
are under the SIL Open Font License and the Bitstream Vera licence; their texts are beside them.

This page is written by `python docs/licences.py` from what is installed.

"""
_LONGEST = 60


def needed_by(name: str, extras: Iterable[str] = ("",)) -> set[str]:
    """The distributions a distribution needs here, with some extras, and what those need.

    What is not installed is left out: it is for another system.
    """
    found: set[str] = set()
    waiting = [(name, tuple(extras))]
    while waiting:
        current, wanted = waiting.pop()
        try:
            lines = distribution(current).requires or ()
        except PackageNotFoundError:
            found.discard(current)
            continue
        for requirement in map(Requirement, lines):
            marker = requirement.marker
            if marker and not any(marker.evaluate({"extra": extra}) for extra in wanted):
                continue
            called = re.sub(r"[-_.]+", "-", requirement.name).lower()
            if called not in found:
                found.add(called)
                waiting.append((called, ("", *requirement.extras)))
    return found


def licence_of(name: str) -> str:
    """Everything a distribution says of its licence, except the whole text of it."""
    metadata = distribution(name).metadata
    classified = [one for one in metadata.get_all("Classifier") or () if one.startswith("License")]
    stated = (metadata.get_all("License") or [""])[0].strip().partition("\n")[0]
    said = metadata.get_all("License-Expression") or [
        one.rpartition(" :: ")[2] for one in classified
    ]
    return " / ".join(said) or stated[:_LONGEST]


def table(names: Iterable[str]) -> str:
    rows = [(name, licence_of(name)) for name in sorted(names)]
    lines = [f"| {name} | {licence} |" for name, licence in rows]
    return "\n".join(["| package | licence |", "|---|---|", *lines]) + "\n"


def page() -> str:
    always = needed_by("procstation")
    more = needed_by("procstation", ("", *EXTRAS)) - always - {"procstation"}
    extras = ", ".join(f"`{extra}`" for extra in EXTRAS)
    return f"{HEAD}## Always\n\n{table(always)}\n## With the extras {extras}\n\n{table(more)}"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
