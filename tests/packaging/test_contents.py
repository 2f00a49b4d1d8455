"""What must lie beside the code, in a wheel as in an editable install."""

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable

import pytest

from procstation.catalog.profile import profiles as catalogue_profiles
from procstation.labels import LabelShelf
from procstation.linking import read_profiles

PACKAGES = (
    "procstation",
    "procstation_drivers",
    "procstation_simulators",
    "procstation_label_templates",
)


def below(package: str, suffix: str) -> list[Traversable]:
    """All files of a package whose name ends so."""
    found: list[Traversable] = []
    folders = [files(package)]
    while folders:
        for entry in folders.pop().iterdir():
            if entry.is_dir():
                folders.append(entry)
            elif entry.name.endswith(suffix):
                found.append(entry)
    return found


def names(package: str, suffix: str) -> set[str]:
    return {file.name for file in below(package, suffix)}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_there(package: str) -> None:
    assert (files(package) / "__init__.py").is_file()


@pytest.mark.parametrize("package", PACKAGES[:3])
def test_type_checkers_may_use_it(package: str) -> None:
    assert (files(package) / "py.typed").is_file()


def test_label_templates_and_stock_are_there_and_read() -> None:
    shelf = LabelShelf()
    assert {"spine", "barcode"} <= set(shelf.template_names)
    assert {"avery-5160", "roll-25x38", "roll-51x25"} <= set(shelf.stock_names)
    templates = {name: shelf.template(name) for name in shelf.template_names}
    for template in templates.values():
        shelf.stock(template.sheet_stock)
        shelf.stock(template.roll_stock)
    stocks = [shelf.stock(name) for name in shelf.stock_names]
    assert {stock.kind for stock in stocks} == {"roll", "sheet"}


def test_every_file_of_templates_is_named_by_the_shelf() -> None:
    shelf = LabelShelf()
    there = {
        file.name.removesuffix(".toml") for file in below("procstation_label_templates", ".toml")
    }
    assert there == {*shelf.template_names, *shelf.stock_names, "scripts"}


def test_fonts_come_with_their_licence() -> None:
    fonts = names("procstation_label_templates", ".ttf")
    assert fonts
    assert "LICENSE-DejaVu.txt" in names("procstation_label_templates", ".txt")


def test_job_profiles_are_there_and_read() -> None:
    assert {"new-acquisition", "conversion", "relabel"} <= set(read_profiles())


def test_catalogue_profiles_are_there_and_read() -> None:
    assert {"koha", "marc21"} <= set(catalogue_profiles())


@pytest.mark.parametrize("package", PACKAGES)
def test_every_toml_file_is_toml(package: str) -> None:
    for file in below(package, ".toml"):
        assert tomllib.loads(file.read_text(encoding="utf-8")), file.name


def test_every_style_sheet_lies_beside_its_screens() -> None:
    assert {"bench.tcss", "dialogs.tcss"} <= names("procstation.tui", ".tcss")


def test_migrations_are_there() -> None:
    migrations = files("procstation.store.migrations")
    assert (migrations / "env.py").is_file()
    assert "0001_first_tables.py" in {file.name for file in (migrations / "versions").iterdir()}


def test_the_sample_catalogue_is_there() -> None:
    assert (files("procstation.demo") / "catalogue.xml").is_file()
