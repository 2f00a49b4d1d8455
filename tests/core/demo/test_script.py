"""The demo: its home, its hands, and its scripts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from station_play import make_devices_quick

from procstation.config import CONFIG_NAME
from procstation.demo import ACTS, Cart, cart_of, play_script, prepare_demo
from procstation.devices import Rack
from procstation.errors import InputRefused, StoreError
from procstation.linking import BenchState
from procstation.plain import PlainBench
from procstation.station import open_station

A_BAD_DAY = """
scan                      # the first book on the cart
expect Lay the book on the pad
patron                    # somebody's card, by mistake
expect patron card
cable                     # the pad's plug comes out
expect pad lost
cable
expect pad ready
tear 9                    # the book is lifted too early
lay
expect its tag is not finished
printer                   # no labels
lay
expect Put in labels
printer
> /retry
expect Stick the labels on
other                     # another book's ISBN instead of the label
expect belongs to
> 1
expect Going on with
label
expect released
> /undo
expect Undo
> 2
expect is undone
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def play(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> Iterator[Callable[[str], None]]:
    """Plays a script on a demo of its own, with quick devices."""
    make_devices_quick(monkeypatch)
    config, url = prepare_demo(tmp_path)
    rack = Rack()
    station = open_station(tmp_path, config, url, rack)
    bench = PlainBench(station, said.append)
    yield lambda script: play_script(script.splitlines(), cart_of(station, rack), bench)
    station.stop()


def test_a_bad_day_ends_well(play: Callable[[str], None], said: list[str]) -> None:
    play(A_BAD_DAY)
    assert not any(line.startswith("wrong: Undo") for line in said)
    assert said[-1].startswith("next: ")


def test_what_was_expected_and_not_said_is_told_with_its_line(
    play: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("procstation.demo.script.PATIENCE_S", 0.01)
    with pytest.raises(InputRefused, match="Line 2: 'the moon' was not said"):
        play("scan\nexpect the moon")


def test_an_act_with_a_typo_is_refused_with_its_line_and_the_nearest(
    play: Callable[[str], None],
) -> None:
    with pytest.raises(InputRefused) as refused:
        play("\n# nothing\nscann")
    assert refused.value.what == "Line 3: The demo knows no 'scann'."
    assert "'scan'" in refused.value.do_next


def test_there_is_no_label_to_scan_before_one_was_printed(play: Callable[[str], None]) -> None:
    with pytest.raises(InputRefused, match="No label was printed yet"):
        play("label")


def test_every_act_shown_on_the_screen_can_be_done() -> None:
    class Deaf(Rack):
        def play(self, url: str, line: str) -> str:
            return f"{url} {line}"

    cart = Cart(Deaf(), ["9780000000019"], BenchState)
    refused = []
    for act in ACTS:
        try:
            assert cart.do(act.word)
        except InputRefused:
            refused.append(act.word)
    assert refused == ["label"], "before a label was printed"
    assert len({act.key for act in ACTS}) == len(ACTS)


def test_a_changed_configuration_is_kept(tmp_path: Path) -> None:
    prepare_demo(tmp_path)
    file = tmp_path / CONFIG_NAME
    text = file.read_text(encoding="utf-8").replace('name = "demo"', 'name = "training room"')
    file.write_text(text, encoding="utf-8")
    config, _ = prepare_demo(tmp_path)
    assert config.station.name == "training room"


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        prepare_demo(tmp_path / "file" / "demo")
