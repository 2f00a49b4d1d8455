"""The templates, stocks and fonts there are: the station's own first, then those that come along.

The station's own lie in `label_templates` in its home, in the same folders: `stock`, `fonts`, and
any other for templates. A file there replaces the one of the same name. Beside them `stamps.toml`
says what stands above the call number of which items.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from procstation.config import read_section, read_toml
from procstation.errors import ConfigError, UsageError, did_you_mean
from procstation.items import RuleBook
from procstation.labels.data import LabelData
from procstation.labels.fonts import Face
from procstation.labels.stamps import StampSection, StampTable, stamp_of
from procstation.labels.stock import RollStock, SheetStock, Stock, check_stock
from procstation.labels.template import Template, check_template
from procstation.language import mark, tr, tr_marked

OWN_FOLDER = "label_templates"
STOCK, FONTS = "stock", "fonts"
FONT_ENDINGS = (".ttc", ".otf", ".ttf")
"""The last of those of one name counts."""
STAMPS = "stamps.toml"


class LabelShelf:
    """Finds by name; reads and checks a file when it is first asked for.

    Args:
        home: The station's home folder; None for what comes along only.

    Attributes:
        rules: How the library breaks its call numbers.
    """

    def __init__(self, home: Path | None = None) -> None:
        own: list[Traversable] = [home / OWN_FOLDER] if home else []
        self.rules = RuleBook(home)
        self._places = (files("procstation_label_templates"), *own)
        self._templates: dict[str, Template] = {}
        self._stocks: dict[str, Stock] = {}
        self._faces: dict[str, Face] = {}

    @property
    def template_names(self) -> list[str]:
        return sorted(self._template_files)

    @property
    def stock_names(self) -> list[str]:
        return sorted(self._stock_files)

    def template(self, name: str) -> Template:
        """Return a template.

        Raises:
            UsageError: There is none of that name.
            ConfigError: Its file does not hold.
        """
        if name not in self._templates:
            file = _named(self._template_files, name, mark("template"))
            template = read_section(_tables(file), Template, str(file))
            check_template(template, str(file))
            self._templates[name] = template
        return self._templates[name]

    def stock(self, name: str) -> Stock:
        """Return a stock. Raises as `template`."""
        if name not in self._stocks:
            file = _named(self._stock_files, name, mark("stock"))
            tables = _tables(file)
            stock: Stock
            if tables.get("kind") == "sheet":
                stock = read_section(tables, SheetStock, str(file))
            else:
                stock = read_section(tables, RollStock, str(file))
            check_stock(stock, str(file))
            self._stocks[name] = stock
        return self._stocks[name]

    def stamped(self, data: LabelData) -> LabelData:
        """Return an item with the stamp that the station's table gives it, if any.

        Raises:
            ConfigError: The table does not hold.
        """
        stamp = stamp_of(self._stamps, data) if self._stamps else ""
        return replace(data, stamp=stamp) if stamp and "stamp" not in data.changes else data

    def face(self, name: str) -> Face:
        """Return a font.

        Raises:
            ConfigError: There is no such file, or it is none that can be used.
        """
        if name not in self._faces:
            known = self._font_files
            if name not in known:
                raise ConfigError(
                    tr("There is no font {name!r}.", name=name), did_you_mean(name, known)
                )
            self._faces[name] = Face(name, known[name].read_bytes(), known)
        return self._faces[name]

    @cached_property
    def _stamps(self) -> tuple[StampSection, ...]:
        for place in reversed(self._places):
            file = place / STAMPS
            if file.is_file():
                return read_section(_tables(file), StampTable, str(file)).stamp
        return ()

    @cached_property
    def _template_files(self) -> dict[str, Traversable]:
        found: dict[str, Traversable] = {}
        for place in self._places:
            here: dict[str, Traversable] = {}
            for folder in _children(place):
                if folder.is_dir() and folder.name not in (STOCK, FONTS):
                    for name, file in _files_in(folder, ".toml"):
                        if name in here:
                            raise ConfigError(
                                tr(
                                    "Two templates are named {name!r}: {here} and {file}.",
                                    name=name,
                                    here=here[name],
                                    file=file,
                                ),
                                tr("Rename one of the files."),
                            )
                        here[name] = file
            found |= here
        return found

    @cached_property
    def _stock_files(self) -> dict[str, Traversable]:
        return dict(pair for place in self._places for pair in _files_in(place / STOCK, ".toml"))

    @cached_property
    def _font_files(self) -> dict[str, Traversable]:
        return dict(
            pair
            for place in self._places
            for ending in FONT_ENDINGS
            for pair in _files_in(place / FONTS, ending)
        )


def _children(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else []


def _files_in(folder: Traversable, ending: str) -> Iterator[tuple[str, Traversable]]:
    for file in _children(folder):
        if file.name.lower().endswith(ending) and not file.name.startswith("."):
            yield file.name[: -len(ending)], file


def _named(known: dict[str, Traversable], name: str, what: str) -> Traversable:
    if name not in known:
        raise UsageError(
            tr("There is no {what} named {name!r}.", what=tr_marked(what), name=name),
            did_you_mean(name, known),
        )
    return known[name]


def _tables(file: Traversable) -> dict[str, object]:
    try:
        return read_toml(file.read_text(encoding="utf-8"), str(file))
    except UnicodeDecodeError as error:
        raise ConfigError(
            tr("{file} is no valid TOML: {error}.", file=file, error=error),
            tr("Correct that line."),
        ) from error
    except OSError as error:
        raise ConfigError(
            tr("{file} cannot be read: {strerror}.", file=file, strerror=error.strerror),
            tr("Correct its permissions."),
        ) from error
