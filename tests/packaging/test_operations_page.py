"""The page on operations names commands and settings that there are."""

import re
from pathlib import Path

import click
import pytest

from procstation.cli.main import main
from procstation.config import parse_config

FILE = Path(__file__).parents[2] / "docs" / "operations.md"
if not FILE.is_file():
    pytest.skip("these tests were copied out of their checkout", allow_module_level=True)
PAGE = FILE.read_text(encoding="utf-8")
NAMED = sorted(
    set(
        re.findall(
            r"(?m)(?:^procstation |`(?:procstation )?)"
            r"((?:backup|restore|journal|people|barcode|store|job)(?: [a-z-]+)?)(?=[ `\n])",
            PAGE,
        )
    )
)


@pytest.mark.parametrize("named", NAMED)
def test_the_command_exists(named: str) -> None:
    command: click.Command | None = main
    context = click.Context(main)
    for word in named.split():
        if not isinstance(command, click.Group):
            break
        found = command.get_command(context, word)
        assert found is not None, f"{named}: no command {word}"
        command = found


def test_enough_of_the_page_was_looked_at() -> None:
    wanted = {"barcode return", "journal mend", "people add", "store move", "backup", "restore"}
    assert wanted <= set(NAMED)


def test_the_settings_exist() -> None:
    parse_config(
        """
        [station]
        sign_out_min = 10
        [journal]
        file_mb = 1
        [barcodes]
        block = 1
        lease_days = 1
        warn_left = 1
        [[barcodes.ranges]]
        name = "roll"
        preprinted = true
        """,
        "procstation.toml",
    )
