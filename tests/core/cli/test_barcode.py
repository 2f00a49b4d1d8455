import json
from pathlib import Path

import pytest

from procstation.cli.main import status_of


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROCSTATION_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("home")
def test_valid_codes_end_with_status_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["barcode", "check", "--json", "31234000123453", "9780306406157"]) == 0
    item, isbn = json.loads(capsys.readouterr().out)
    assert item["reason"]
    del item["reason"]
    assert item == {
        "code": "31234000123453",
        "kind": "item",
        "scheme": "luhn14",
        "valid": True,
        "expected_check": "3",
    }
    assert (isbn["kind"], isbn["scheme"]) == ("isbn", "isbn13")


@pytest.mark.usefixtures("home")
def test_a_wrong_check_digit_is_answered_and_ends_with_status_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert status_of(["barcode", "check", "--json", "35555000012349", "30234000517861"]) == 1
    wrong, right = json.loads(capsys.readouterr().out)
    assert (wrong["valid"], wrong["expected_check"], wrong["kind"]) == (False, "6", "item")
    assert right["valid"]


def test_the_station_s_ranges_are_used(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.joinpath("procstation.toml").write_text(
        '[[barcodes.ranges]]\nname = "old"\nprefix = "B"\nlength = 8\ncheck = "none"\n'
    )
    assert status_of(["barcode", "check", "B0000045", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["scheme"] == "range:old"


@pytest.mark.usefixtures("home")
def test_codabar_ends_are_dropped_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    codes = ["A30234000517861B"]
    assert status_of(["barcode", "check", *codes]) == 1
    assert "NOT VALID" in capsys.readouterr().out
    assert status_of(["barcode", "check", "--symbology", "codabar", *codes]) == 0
    assert "item, valid" in capsys.readouterr().out


@pytest.mark.usefixtures("home")
def test_no_code_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["barcode", "check"]) == 2
    assert "error:" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_control_characters_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["barcode", "check", "30234\x1b[2J"]) == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "U+001B" in out


@pytest.mark.usefixtures("home")
def test_which_symbologies_carry_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["barcode", "symbologies", "--json", "30234000517861"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    found = {one.pop("symbology"): one for one in answer["symbologies"]}
    assert found["codabar"] == {
        "carries": True,
        "reason": None,
        "below": "30234000517861",
        "reads": "A30234000517861A",
        # At 203 and 300 dpi 198 modules of two dots, the ratio 2.5; at 600 dpi of four, and 2.25.
        "least_mm": {"203": 49.5, "300": 33.5, "600": 32.1},
    }
    assert found["code128"]["least_mm"]["203"] == 33.0
    assert found["itf14"]["reason"] == "'30234000517861' ends in 1, its check digit is 7"
    assert not found["ean13"]["carries"]


@pytest.mark.usefixtures("home")
def test_a_text_that_none_carries_ends_with_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["barcode", "symbologies", "LIB-1", "Bücher"]) == 1
    out = capsys.readouterr().out
    assert "code39        from 30.1 mm at 203 dpi" in out
    assert "qr            no: QR has no ü" in out


@pytest.mark.usefixtures("home")
def test_a_text_longer_than_any_symbol_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["barcode", "symbologies", "é" + "9" * 4000]) == 1
    assert status_of(["barcode", "symbologies", "9" * 4000]) == 0
    assert "datamatrix    no: 4000 characters are too many" in capsys.readouterr().out
