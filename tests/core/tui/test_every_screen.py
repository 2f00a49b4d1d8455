"""Every screen has a test that drives it by keys, and looks at what came of that."""

import ast
import importlib
import pkgutil
from functools import cache
from pathlib import Path

import pytest
from textual.screen import Screen

import procstation.tui.screens as package

HERE = Path(__file__).parent
BENCHMARKS = HERE.parents[2] / "benchmarks"
OF_TEXTUAL = {"CommandPalette"}
PRESSES = {"press", "answer", "fill"}
"""How the tests call what presses keys: the Pilot's own, and the hands built on it."""

LOOKS = {"until_shown", "until_rows", "keep"}
"""What waits for something to be shown, beside `assert`."""

SHEETS = "test_labels.py::test_on_a_large_screen_sheets_are_taken_down_and_calibrated"

DRIVEN = {
    "BenchScreen": "test_bench_screen.py::test_a_question_shows_its_choices_and_a_digit_answers_it",
    "BenchLesson": (
        "test_lesson_screen.py::test_a_lesson_says_what_to_do_notices_a_mistake_and_ends"
    ),
    "ByHandScreen": "test_outbox_screen.py::test_a_record_is_asked_for_and_then_written_by_hand",
    "CalibrationScreen": SHEETS,
    "ChoiceScreen": "test_interface.py::test_rooms_settings_devices_keys_and_the_list_of_acts",
    "DemoScreen": "test_demo_keys.py::test_keys_are_hands",
    "DevicesScreen": "test_interface.py::test_rooms_settings_devices_keys_and_the_list_of_acts",
    "DevicesStep": "test_set_up.py::test_a_first_run_from_nothing_to_a_working_station",
    "EndStep": "test_set_up.py::test_a_first_run_from_nothing_to_a_working_station",
    "HalfDoneScreen": "test_pictures.py::test_the_bench_and_its_dialogs",
    "HelpScreen": "test_pictures.py::test_the_bench_and_its_dialogs",
    "HistoryScreen": "test_history.py::test_who_works_here_what_was_done_and_its_undo",
    "SignInScreen": "test_history.py::test_who_works_here_what_was_done_and_its_undo",
    "SupervisorScreen": "test_history.py::test_who_works_here_what_was_done_and_its_undo",
    "JobsScreen": "test_jobs.py::test_pasted_barcodes_are_counted_relocated_and_given_back",
    "LabelsScreen": "test_labels.py::test_labels_of_a_printer_that_stops_are_asked_about",
    "LabelsStep": "test_set_up.py::test_a_first_run_from_nothing_to_a_working_station",
    "NewSweepScreen": "test_sweeps.py::test_a_new_sweep_says_what_it_would_expect_before_it_opens",
    "NumbersStep": "test_set_up.py::test_a_first_run_from_nothing_to_a_working_station",
    "OutboxScreen": "test_outbox_screen.py::test_a_conflict_is_decided_field_by_field",
    "PickScreen": "test_set_up.py::test_a_first_run_from_nothing_to_a_working_station",
    "ProfilesScreen": "test_pictures.py::test_the_bench_and_its_dialogs",
    "ProofsStep": "test_set_up.py::test_a_first_run_from_nothing_to_a_working_station",
    "ReasonScreen": "test_bench_screen.py::test_skipping_asks_for_a_reason",
    "RecordsStep": "test_set_up.py::test_a_first_run_from_nothing_to_a_working_station",
    "RepairScreen": "test_tags.py::test_a_repair_says_what_it_does_and_is_recorded_and_done",
    "ResultScreen": (
        "test_lesson_screen.py::test_a_lesson_says_what_to_do_notices_a_mistake_and_ends"
    ),
    "SearchScreen": "test_pictures.py::test_the_bench_and_its_dialogs",
    "SettingsScreen": "test_interface.py::test_rooms_settings_devices_keys_and_the_list_of_acts",
    "SetUpScreen": "test_set_up.py::test_there_are_ways_past_it",
    "SheetsScreen": SHEETS,
    "StationStep": "test_set_up.py::test_a_first_run_from_nothing_to_a_working_station",
    "SweepAtBench": "test_sweeps.py::test_a_walk_from_the_bench_and_back",
    "SweepFilesScreen": "test_sweeps.py::test_files_are_taken_while_a_folder_is_watched",
    "SweepLesson": "test_lesson_screen.py::test_a_lesson_at_the_shelf",
    "SweepReportScreen": "test_pictures.py::test_the_other_screens",
    "SweepScreen": "test_sweep_screen.py::test_keys_say_conditions_and_bays",
    "SweepsScreen": "test_sweeps.py::test_closing_asks_first_and_can_be_taken_back",
    "TagsScreen": "test_tags.py::test_a_tag_is_taken_apart_byte_by_byte",
    "TemplatesScreen": "test_set_up.py::test_a_first_run_from_nothing_to_a_working_station",
    "ValueScreen": "test_sweeps.py::test_a_new_sweep_says_what_it_would_expect_before_it_opens",
    "WaysStep": "test_set_up.py::test_a_first_run_from_nothing_to_a_working_station",
    "WelcomeStep": "test_set_up.py::test_a_first_run_from_nothing_to_a_working_station",
}
"""Of each screen, a test that goes there."""

BASES = {"FormStep"}
"""Other screens are built on them, and are driven."""

SILENT = {"OpeningScreen", "TooSmallScreen"}
"""Nothing can be done there but wait, and make the terminal larger."""


def screens() -> set[str]:
    """Return the names of all screens; those that steps are built on are driven with the steps."""
    classes = set()
    for module in pkgutil.iter_modules(package.__path__):
        held = vars(importlib.import_module(f"{package.__name__}.{module.name}"))
        classes |= {
            one
            for one in held.values()
            if isinstance(one, type)
            and issubclass(one, Screen)
            and one.__module__.startswith(package.__name__)
        }
    return {one.__name__ for one in classes if one.__name__ not in BASES}


@cache
def functions_of(file: str) -> dict[str, set[str]]:
    """Return the functions of a test module, each with all names that stand in it."""
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    return {
        one.name: {type(node).__name__ for node in ast.walk(one)}
        | {node.id for node in ast.walk(one) if isinstance(node, ast.Name)}
        | {node.attr for node in ast.walk(one) if isinstance(node, ast.Attribute)}
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_screen_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    if not BENCHMARKS.is_dir():
        pytest.skip("the benchmarks are not beside these tests")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    timed = importlib.import_module("paint_visits")
    visited = {one.shown for one in (*timed.VISITS, *timed.SET_UP_VISITS)} - OF_TEXTUAL
    assert visited & timed.NOT_TIMED.keys() == set()
    assert visited | timed.NOT_TIMED.keys() == screens()


def test_every_screen_is_driven_by_a_test() -> None:
    assert screens() - SILENT == DRIVEN.keys()


@pytest.mark.parametrize("test", sorted(set(DRIVEN.values())))
def test_that_test_presses_keys_and_looks(test: str) -> None:
    file, _, name = test.partition("::")
    functions = functions_of(file)
    names = functions[name]
    # What it does by way of the functions beside it, it does as well.
    names = names.union(*(functions[one] for one in names & functions.keys()))
    assert names & PRESSES
    assert "Assert" in names or names & LOOKS
