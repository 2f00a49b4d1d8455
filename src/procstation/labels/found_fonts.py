"""Fonts for what the font of a template lacks: those that come along, and those of the system.

Which fonts serve a script is data (`fonts/scripts.toml` beside the fonts): names of files, without
endings, the best first. Fonts for a script that is not in it are looked for by Noto's way of naming
them. Last come the station's own, whatever their names.
"""

import os
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from procstation.config import Section, read_section
from procstation.errors import ConfigError
from procstation.labels.shaping import FontFile, harfbuzz
from procstation.language import tr

SCRIPT_IN_NAME = re.compile(
    r"([A-Z -]+?) (?:(?:CAPITAL|SMALL|SUBJOINED|INDEPENDENT|DEPENDENT) )?"
    r"(?:LETTER|SYLLABLE|VOWEL|SIGN|DIGIT|NUMBER|CHARACTER|CONSONANT)\b"
)

ENDINGS = (".ttf", ".otf", ".ttc", ".otc")


class Script(Section, frozen=True):
    """Where glyphs of a script are found.

    Attributes:
        title: Its name, for a person.
        fonts: Files, the best first.
        install: What to install where none of them is.
    """

    title: str
    fonts: tuple[str, ...]
    install: str


class Scripts(Section, frozen=True):
    """The table of scripts, by ISO 15924 codes, and the fonts for all else."""

    script: dict[str, Script]
    last: tuple[str, ...]


class FoundFonts:
    """Fonts by script.

    Args:
        own: Files of fonts by name: the station's and those that come along.
        folders: Where the system keeps its fonts; None for where this system does.
    """

    def __init__(
        self, own: Mapping[str, Traversable], folders: Sequence[Path] | None = None
    ) -> None:
        self._own = own
        self._folders = font_folders() if folders is None else tuple(folders)
        self._opened: dict[str, FontFile | None] = {}

    def covering(self, cluster: str, script: str, bold: bool) -> FontFile | None:
        """Return the best font that has every glyph of a cluster."""
        fonts = (self._font(name) for name in self._names(cluster, script, bold))
        return next((font for font in fonts if font is not None and font.covers(cluster)), None)

    def advice(self, character: str, script: str) -> str:
        """Return what to install for a character that no font here has."""
        known = scripts().script.get(script)
        if known is not None:
            return tr("Install {font} for {title}", font=known.install, title=known.title)
        name = _script_name(character)
        return (
            tr("Install Noto Sans {name}", name=name)
            if script and name
            else tr("Install Noto Sans or Unifont")
        )

    def _names(self, cluster: str, script: str, bold: bool) -> Iterator[str]:
        table = scripts()
        known = table.script.get(script)
        names = list(known.fonts) if known else []
        if script and not known:
            word = _script_name(cluster[0]).replace(" ", "")
            names += [f"NotoSans{word}-Regular", f"NotoSerif{word}-Regular"]
        for name in (*names, *table.last):
            if bold:
                yield name.replace("-Regular", "-Bold") if "-Regular" in name else f"{name}-Bold"
            yield name
        yield from self._own

    def _font(self, name: str) -> FontFile | None:
        if name not in self._opened:
            self._opened[name] = self._open(name)
        return self._opened[name]

    def _open(self, name: str) -> FontFile | None:
        own = self._own.get(name)
        try:
            if own is not None:
                return FontFile(name, harfbuzz.Blob(own.read_bytes()))
            path = self._system_files.get(name.lower())
            return FontFile(name, harfbuzz.Blob.from_file_path(str(path))) if path else None
        except (ConfigError, OSError, harfbuzz.HarfBuzzError):
            # A file of that name which is no font of outlines is no help here; the next one may be.
            return None

    @cached_property
    def _system_files(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for folder in self._folders:
            for place, _, names in os.walk(folder):
                for name in names:
                    stem, ending = os.path.splitext(name)  # noqa: PTH122  thousands of names
                    if ending.lower() in ENDINGS:
                        found.setdefault(stem.lower(), Path(place, name))
        return found


@lru_cache(maxsize=1)
def scripts() -> Scripts:
    """Return the table of scripts."""
    file = files("procstation_label_templates") / "fonts" / "scripts.toml"
    return read_section(tomllib.loads(file.read_text(encoding="utf-8")), Scripts, str(file))


def font_folders() -> tuple[Path, ...]:
    """Return where this system keeps fonts, those of the person first."""
    home = Path.home()
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        return (own / "Microsoft" / "Windows" / "Fonts", windows / "Fonts")
    if sys.platform == "darwin":
        system = Path("/System/Library/Fonts")
        return (home / "Library" / "Fonts", Path("/Library/Fonts"), system)
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return (data / "fonts", home / ".fonts", *(Path(one) / "fonts" for one in shared.split(":")))


def _script_name(character: str) -> str:
    """Return the script's name as names of characters begin with it: `OL CHIKI LETTER AT`."""
    found = SCRIPT_IN_NAME.match(unicodedata.name(character, ""))
    return found[1].title() if found else ""
