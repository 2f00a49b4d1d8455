"""The sheet of command barcodes, and what each says to the bench."""

import pytest

from procstation.items import BarcodeKind, classify
from procstation.linking import (
    Chose,
    HelpAsked,
    LabelsAsked,
    NextProfile,
    PartsSet,
    Skipped,
    SoundTurned,
    TookUp,
)
from procstation.linking.command_sheet import command_codes, command_groups
from procstation.linking.commands import COMMANDS, read_command
from procstation.linking.profiles import read_profiles


def test_every_command_of_the_sheet_is_one_the_bench_knows() -> None:
    profiles = read_profiles()
    codes = command_codes(profiles)
    for code, said in codes.items():
        reading = classify(code)
        assert reading.kind is BarcodeKind.COMMAND
        assert read_command(reading.normal, profiles, code) is not None, code
        assert said
    assert len(set(codes.values())) == len(codes), "two codes with the same words"


def test_every_command_and_every_profile_is_on_the_sheet() -> None:
    profiles = read_profiles()
    codes = command_codes(profiles)
    words = {classify(code).normal for code in codes}
    assert words >= set(COMMANDS)
    assert words >= {f"PROFILE-{name.upper()}" for name in profiles}
    titles = [group.title for group in command_groups(profiles)]
    assert len(set(titles)) == len(titles)
    assert titles[0] == "Answers", "what is scanned most comes first"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("CHOICE-3", Chose(2)),
        ("PRINT", LabelsAsked(1)),
        ("PRINT-3", LabelsAsked(3)),
        ("PARTS-4", PartsSet(4)),
        ("TAKE-UP", TookUp(0)),
        ("HELP", HelpAsked()),
        ("SOUND-OFF", SoundTurned(on=False)),
        ("SKIP-TAG-BAD", Skipped("the tag cannot be written")),
        ("CHOICE-0", None),
        ("CHOICE-10", None),
        ("PRINT-21", None),
        ("PRINT-²", None),
        ("CHOICE", None),
        ("DANCE", None),
    ],
)
def test_what_a_command_means(word: str, meant: object) -> None:
    assert read_command(word, {}) == meant


def test_the_next_profile_takes_all_of_them_along() -> None:
    profiles = read_profiles()
    asked = read_command("NEXT-PROFILE", profiles)
    assert isinstance(asked, NextProfile)
    assert [one.name for one in asked.profiles] == list(profiles)
