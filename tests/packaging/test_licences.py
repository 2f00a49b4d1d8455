"""What the program needs at run time may be used and passed on freely."""

import re
from importlib.metadata import distribution

from packaging.requirements import Requirement

STRONG_COPYLEFT = re.compile(r"\b(A?GPL)|GNU (Affero )?General Public", re.IGNORECASE)


def needed_by(name: str) -> set[str]:
    """The distributions a distribution needs here, without extras, and what those need."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for line in distribution(waiting.pop()).requires or ():
            requirement = Requirement(line)
            if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
                continue
            if requirement.name.lower() not in found:
                found.add(requirement.name.lower())
                waiting.append(requirement.name)
    return found


def licence_of(name: str) -> str:
    """Everything a distribution says of its licence, except the whole text of it."""
    metadata = distribution(name).metadata
    said = [metadata.get("License-Expression") or "", (metadata.get("License") or "")[:60]]
    said += [one for one in metadata.get_all("Classifier") or () if one.startswith("License ::")]
    return " / ".join(part for part in said if part)


def test_no_dependency_is_under_a_strong_copyleft() -> None:
    needed = needed_by("procstation")
    assert {"sqlalchemy", "textual", "rich", "mako"} <= needed
    licences = {name: licence_of(name) for name in needed}
    assert all(licences.values()), f"no licence said: {licences}"
    strong = {name: said for name, said in licences.items() if STRONG_COPYLEFT.search(said)}
    assert strong == {}


def test_the_pattern_tells_them_apart() -> None:
    assert STRONG_COPYLEFT.search("GPL-3.0-or-later")
    assert STRONG_COPYLEFT.search("License :: OSI Approved :: GNU Affero General Public License v3")
    assert not STRONG_COPYLEFT.search("LGPL-2.1-or-later")
    assert not STRONG_COPYLEFT.search("Apache-2.0 / MIT")


def test_our_own_licence_is_named() -> None:
    assert licence_of("procstation") == "Apache-2.0"
