"""Pages of which a part is written from the code and the rest by hand."""

import re
from collections.abc import Mapping
from pathlib import Path

Parts = Mapping[str, str]


def renewed(text: str, parts: Parts, path: Path) -> str:
    """Return a page with what stands between the marks of each part put in anew.

    The marks are `<!-- begin NAME -->` and `<!-- end NAME -->`, each on a line of its own.

    Raises:
        ValueError: A part has no place in the page, or two.
    """
    for name, part in parts.items():
        marks = re.compile(
            rf"(?s)(^<!-- begin {name} -->\n).*?(^<!-- end {name} -->$)", re.MULTILINE
        )
        text, times = marks.subn(lambda found, part=part: f"{found[1]}\n{part}\n{found[2]}", text)
        if times != 1:
            raise ValueError(f"{path} has {times} places for {name!r}: put one pair of marks in.")
    return text
