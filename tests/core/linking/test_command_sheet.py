from procstation.items import BarcodeKind, classify
from procstation.linking.command_sheet import SAID, command_codes
from procstation.linking.commands import COMMANDS, read_command
from procstation.linking.profiles import read_profiles


def test_every_command_of_the_sheet_is_one_the_bench_knows() -> None:
    profiles = read_profiles()
    codes = command_codes(profiles)
    assert len(codes) == len(COMMANDS) + len(profiles)
    for code, said in codes.items():
        reading = classify(code)
        assert reading.kind is BarcodeKind.COMMAND
        assert read_command(reading.normal, profiles) is not None
        assert said


def test_every_command_has_words() -> None:
    assert set(SAID) == set(COMMANDS)
