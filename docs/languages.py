"""Write the catalogues of the languages the station speaks, from what the source says.

    python docs/languages.py

`procstation.pot` lists every message, `LC_MESSAGES/procstation.po` of each language is what a
translator edits, and `procstation.mo` is what the program reads. Run it after changing a message or
a translation; a test compares the files with what this writes. Messages that nobody has translated
yet are named at the end.
"""

import ast
import inspect
import io
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from procstation.language import DOMAIN, FOLDER, LANGUAGES

SOURCE = FOLDER.parent
DRIVERS = Path(__file__).parents[1] / "drivers"
COMMANDS = SOURCE / "cli"
CONFIG = SOURCE / "config"
PROFILES = SOURCE / "linking" / "profiles"
LESSONS = SOURCE / "training" / "lessons"

SPEAKING = {"tr": 1, "mark": 1, "trn": 2, "mark_both": 2}
"""What marks a message in the source, and how many forms it takes."""

WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands for every date in the files: they change when a message does, and not by the clock."""

Found = tuple[str, tuple[str, ...]]
"""A file of the source, and a message: its form for one, or those for one and for many."""


def translated() -> list[str]:
    """Return the languages that have a catalogue: all but English."""
    return [code for code in LANGUAGES if code != "en"]


def po_file(code: str) -> Path:
    return FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def messages() -> Iterator[Found]:
    """Yield the messages of the source, by file.

    Raises:
        ValueError: A message is no literal, so that no catalogue can have it.
    """
    for path in [*sorted(SOURCE.rglob("*.py")), *sorted(DRIVERS.rglob("*.py"))]:
        place = DRIVERS if path.is_relative_to(DRIVERS) else SOURCE.parent
        name = path.relative_to(place).as_posix()
        for call in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            yield name, _forms(name, call)
    for path in sorted(COMMANDS.glob("*.py")):
        for text in _helps(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.relative_to(SOURCE.parent).as_posix(), (text,)
    for path in sorted(CONFIG.glob("*.py")):
        for text in _meanings(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.relative_to(SOURCE.parent).as_posix(), (text,)
    for path in sorted(PROFILES.glob("*.toml")):
        profile = tomllib.loads(path.read_text(encoding="utf-8"))
        name = path.relative_to(SOURCE.parent).as_posix()
        yield name, (profile["title"],)
        yield name, (profile["summary"],)
    for path in sorted(LESSONS.glob("*.toml")):
        lesson = tomllib.loads(path.read_text(encoding="utf-8"))
        name = path.relative_to(SOURCE.parent).as_posix()
        for text in _told(lesson):
            yield name, (text,)


def _told(lesson: dict[str, Any]) -> Iterator[str]:
    yield lesson["title"]
    yield from lesson["learn"]
    yield from (one["label"] for one in lesson.get("scans", ()) if "label" in one)
    for step in lesson["steps"]:
        yield step["do"]
        yield from (one["hint"] for one in (step, *step.get("mistakes", ())) if "hint" in one)


def _helps(tree: ast.Module) -> Iterator[str]:
    """What commands and their options do: the command line translates it when it is asked for."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(decorator_list=[*decorators]) if any(map(_is_command, decorators)):
                yield ast.get_docstring(node) or ""
            case ast.Call(func=ast.Attribute(attr="option"), keywords=[*keywords]):
                for one in keywords:
                    match one:
                        case ast.keyword(arg="help" | "prompt", value=ast.Constant(str(text))):
                            yield inspect.cleandoc(text)


def _is_command(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in ("command", "group")


def _meanings(tree: ast.Module) -> Iterator[str]:
    """What the settings of a section mean: the screen of settings shows it translated."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="description", value=ast.Constant(value=str(text))):
                yield text


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in SPEAKING:
                yield node


def _forms(name: str, call: ast.Call) -> tuple[str, ...]:
    assert isinstance(call.func, ast.Name)
    forms = call.args[: SPEAKING[call.func.id]]
    texts = [one.value for one in forms if isinstance(one, ast.Constant)]
    if len(texts) != SPEAKING[call.func.id] or not all(isinstance(one, str) for one in texts):
        raise ValueError(f"{name}:{call.lineno}: {ast.unparse(call)} is no literal message")
    return tuple(map(str, texts))


def template() -> Catalog:
    """Return the catalogue without translations."""
    catalog = Catalog(project="procstation", charset="utf-8", fuzzy=False)
    catalog.creation_date = catalog.revision_date = WRITTEN
    for name, (one, *many) in messages():
        # A message with a gap is written with its gap in every language.
        catalog.add((one, *many) if many else one, locations=[(name, 0)])
    return catalog


def catalogue(code: str, pot: Catalog) -> Catalog:
    """Return the catalogue of a language, with the messages there are now."""
    path = po_file(code)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=code)
    else:
        catalog = Catalog(locale=code)
    catalog.update(pot, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.project, catalog.fuzzy = "procstation", False
    catalog.creation_date = catalog.revision_date = WRITTEN
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """Return a catalogue as a translator edits it; by file, without the numbers of lines."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, include_lineno=False, sort_by_file=True)
    return file.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """Return a catalogue as the program reads it."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def files() -> dict[Path, bytes]:
    """Return each file that is written, and all that it holds."""
    pot = template()
    written = {FOLDER / f"{DOMAIN}.pot": as_po(pot)}
    for code in translated():
        catalog = catalogue(code, pot)
        written[po_file(code)] = as_po(catalog)
        written[po_file(code).with_suffix(".mo")] = as_mo(catalog)
    return written


def untranslated(code: str) -> list[str]:
    """Return the messages that a language lacks."""
    return [
        one.id if isinstance(one.id, str) else one.id[0]
        for one in catalogue(code, template())
        if one.id and not (one.string if isinstance(one.string, str) else all(one.string or ()))
    ]


def main() -> None:
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    for code in translated():
        for message in untranslated(code):
            sys.stdout.write(f"{code}: {message}\n")


if __name__ == "__main__":
    main()
