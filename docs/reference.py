"""Write what the documentation takes from the code: pages, parts of pages, drawings of stock.

    python docs/reference.py

The code declares each setting, command, key and template once; a test compares the files with what
this writes. What stands outside the marks of a page is left as it is.
"""

from pathlib import Path

from from_code import (
    commands,
    configuration,
    devices,
    keys,
    labels,
    profiles,
    refusals,
    simulators,
)
from from_code.marked import Parts, renewed

DOCS = Path(__file__).parent


def pages() -> dict[Path, str]:
    """Return each file that is written, and all that it holds."""
    return {
        DOCS / "configuration.md": configuration.page(),
        DOCS / "reference" / "commands.md": commands.page(),
        DOCS / "reference" / "errors.md": refusals.page(),
        DOCS / "reference" / "keys.md": keys.page(),
        DOCS / "reference" / "label-stock.md": labels.stock_page(),
        DOCS / "reference" / "label-templates.md": labels.template_page(),
        DOCS / "reference" / "profiles.md": profiles.page(),
        DOCS / "reference" / "simulators.md": simulators.page(),
        **_with_parts(DOCS / "adding-a-template.md", {"keys": labels.template_keys()}),
        **labels.drawings(DOCS),
        **devices.pages(DOCS),
    }


def _with_parts(page: Path, parts: Parts) -> dict[Path, str]:
    return {page: renewed(page.read_text(encoding="utf-8"), parts, page)}


if __name__ == "__main__":
    for file, text in pages().items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
