"""What the program needs at run time may be used and passed on freely."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

RUN_TIME_EXTRAS = ("keyring", "pcsc", "postgres", "web", "windows")
PAGE = Path(__file__).parents[2] / "docs" / "licences.md"

STRONG_COPYLEFT = re.compile(r"\b(A?GPL)|GNU (Affero )?General Public", re.IGNORECASE)


def needed_by(name: str, extra: str = "") -> set[str]:
    """The distributions a distribution needs here, with an extra, and what those need."""
    found: set[str] = set()
    waiting = [(name, ("", extra))]
    while waiting:
        current, extras = waiting.pop()
        for line in distribution(current).requires or ():
            requirement = Requirement(line)
            marker = requirement.marker
            if marker and not any(marker.evaluate({"extra": one}) for one in extras):
                continue
            called = re.sub(r"[-_.]+", "-", requirement.name).lower()
            if called not in found:
                found.add(called)
                waiting.append((called, ("", *requirement.extras)))
    return found


def licence_of(name: str) -> str:
    """Everything a distribution says of its licence, except the whole text of it."""
    metadata = distribution(name).metadata
    said = [metadata.get("License-Expression") or "", (metadata.get("License") or "")[:60]]
    said += [one for one in metadata.get_all("Classifier") or () if one.startswith("License ::")]
    return " / ".join(part for part in said if part)


@pytest.mark.parametrize("extra", ["", *RUN_TIME_EXTRAS])
def test_no_dependency_is_under_a_strong_copyleft(extra: str) -> None:
    try:
        needed = needed_by("procstation", extra)
    except PackageNotFoundError as error:
        pytest.skip(f"the extra {extra!r} is not installed whole: {error.name} is not here")
    assert {"sqlalchemy", "textual", "rich", "mako"} <= needed
    licences = {name: licence_of(name) for name in needed}
    assert all(licences.values()), f"no licence said: {licences}"
    strong = {name: said for name, said in licences.items() if STRONG_COPYLEFT.search(said)}
    assert strong == {}


def test_the_page_lists_every_dependency() -> None:
    if not PAGE.is_file():
        pytest.skip("the documentation is not beside the tests")
    listed = re.findall(r"^\| ([a-z0-9-]+) \| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    licences = dict(listed)
    assert all(licences.values())
    here = needed_by("procstation") | needed_by("procstation", "web")
    assert here - set(licences) == set(), "run `python docs/licences.py`"
    assert [one for one in licences.values() if STRONG_COPYLEFT.search(one)] == []


def test_the_pattern_tells_them_apart() -> None:
    assert STRONG_COPYLEFT.search("GPL-3.0-or-later")
    assert STRONG_COPYLEFT.search("License :: OSI Approved :: GNU Affero General Public License v3")
    assert not STRONG_COPYLEFT.search("LGPL-2.1-or-later")
    assert not STRONG_COPYLEFT.search("Apache-2.0 / MIT")


def test_our_own_licence_is_named() -> None:
    assert licence_of("procstation") == "Apache-2.0"
