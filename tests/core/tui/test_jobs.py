"""Jobs on a list at the screen: what it would do, doing it, undoing it; values for the cart."""

from pathlib import Path

import pytest
from job_items import FIRST, LOANED, SECOND
from job_person import at_bench
from textual.widgets import OptionList

from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.jobs import JobsScreen
from procstation.tui.screens.value import ValueScreen

SIZES = [(80, 24), pytest.param((160, 48), marks=pytest.mark.campaign)]


@pytest.mark.parametrize("size", SIZES)
async def test_pasted_barcodes_are_counted_relocated_and_given_back(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with at_bench(tmp_path, size) as person:
        await person.press("f8")
        await person.until_on(JobsScreen)
        await person.until_shown("relocate", "withdraw")
        await person.fill(job="relocate", said="location=REF", list=f"{FIRST} {SECOND}")
        await person.until_shown("Relocate: 2 items: STACKS 2.", "Enter does it.")
        assert person.location(FIRST) == "STACKS"
        await person.press("enter")
        await person.until_shown("Run 1: 2 items changed.")
        assert person.location(FIRST) == "REF"
        await person.until_shown("Relocate, location REF: 2 items")
        await person.press("ctrl+z")
        await person.until_shown("Undo run")
        assert person.location(SECOND) == "REF"
        await person.press("ctrl+z")
        await person.until_shown("2 items are as before.")
        assert person.location(SECOND) == "STACKS"
        await person.press("escape")
        await person.until_on(BenchScreen)


@pytest.mark.long
async def test_a_file_is_read_and_what_changed_is_counted_anew(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"{FIRST}\n{LOANED}\n", encoding="utf-8")

    async with at_bench(tmp_path, (80, 24)) as person:
        await person.press("f8")
        await person.until_on(JobsScreen)
        await person.fill(job="withdraw", list=str(listed))
        await person.until_shown(f"✗ {LOANED}: its status is on loan.", "Enter does it.")
        await person.fill(job="relocate")
        await person.until_shown("needs the location")
        await person.fill(job="nonsense")
        await person.until_shown("No job profile is named")
        await person.press("ctrl+z")
        await person.until_shown("No job was run yet.")


@pytest.mark.long
async def test_a_value_for_the_cart_is_asked_for_by_name_and_shown(tmp_path: Path) -> None:
    async with at_bench(tmp_path, (80, 24)) as person:
        await person.press("p")
        profiles = person.pilot.app.screen.query_one(OptionList)
        profiles.highlighted = profiles.get_option_index("relocate")
        await person.press("enter")
        await person.until_shown("Say the location for the whole cart (v).")
        await person.press("v")
        await person.until_on(ValueScreen)
        await person.until_shown("What is the location?")
        await person.fill(value="REF")
        await person.until_shown("location: REF")
        await person.press("v")
        await person.until_shown("What else is said?")
        await person.fill(value="library=MAIN")
        await person.until_shown("library: MAIN")
