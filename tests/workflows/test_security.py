"""No item is released with a tag that is not secured as the gates of the site want it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from station_play import StationPlay, has_released, stands_at, station_config

from procstation.config import Config
from procstation.linking import Skipped, StepName, StepState, TriedAgain
from procstation.tags import decode
from procstation_simulators.rfid.tag import VirtualTag

ISBN = "9780000000019"
NXP, OTHER = "E0040100AABBCCDD", "E0040100AABBCCDE"
WITHOUT_EAS, WITHOUT_AFI = "E00208000012345A", "E007C0000012345A"

pytestmark = pytest.mark.usefixtures("quick")

wants_tag = stands_at(StepName.TAG)
tag_failed = stands_at(StepName.TAG, StepState.FAILED)
confirming = stands_at(StepName.CONFIRM)


@contextmanager
def bench(home: Path, gates: str, pad: str = "feig") -> Iterator[StationPlay]:
    with StationPlay(home, with_gates(gates, pad)) as play:
        yield play


def with_gates(gates: str, pad: str) -> Config:
    config = station_config(pad)
    return replace(config, tags=replace(config.tags, security=gates))


def begin(play: StationPlay) -> str:
    play.scan(ISBN)
    play.until(wants_tag, "the step of the tag")
    assert play.state.now is not None
    return play.state.now.barcode


def finish(play: StationPlay) -> None:
    play.until(confirming, "the labels")
    assert play.state.now is not None
    play.scan(play.state.now.barcode)
    play.until(has_released(1), "the release")


def item_on(tag: VirtualTag) -> str | None:
    return decode(bytes(tag.memory), dsfid=tag.dsfid, block_size=tag.block_size).item


@pytest.mark.long
@pytest.mark.parametrize(
    ("pad", "gates", "marks"),
    [
        ("feig", "eas", (0x00, True)),
        ("m3_810", "eas", (0x00, True)),
        ("feig", "both", (0x07, True)),
        ("m3_810", "both", (0x07, True)),
        ("feig", "none", (0x00, False)),
    ],
)
def test_a_released_item_is_secured_as_the_gates_want_it(
    sample_home: Path, gates: str, marks: tuple[int, bool], pad: str
) -> None:
    with bench(sample_home, gates, pad) as play:
        number = begin(play)
        play.at_pad(f"lay {NXP}")
        finish(play)
        tag = play.tag(NXP)
        assert (item_on(tag), (tag.afi, tag.eas)) == (number, marks)


@pytest.mark.parametrize(
    ("gates", "uid", "words"),
    [
        ("both", WITHOUT_EAS, "has no EAS bit, and the gates here look at it"),
        ("afi", WITHOUT_AFI, "has no AFI, and the gates here look at it"),
    ],
)
def test_a_tag_that_cannot_be_secured_is_not_written(
    sample_home: Path, gates: str, uid: str, words: str
) -> None:
    with bench(sample_home, gates) as play:
        number = begin(play)
        play.at_pad(f"lay {uid}")
        play.until_heard(words)
        play.until(tag_failed)
        assert not any(play.tag(uid).memory)
        play.lift()
        play.at_pad(f"lay {NXP}")
        finish(play)
        assert item_on(play.tag(NXP)) == number


@pytest.mark.parametrize("gates", ["afi", "both"])
def test_a_tag_whose_afi_is_locked_does_not_let_its_item_pass(
    sample_home: Path, gates: str
) -> None:
    with bench(sample_home, gates) as play:
        play.at_pad(f"lay {NXP}")
        play.until(lambda state: bool(state.on_pad))
        play.tag(NXP).lock_afi()
        play.lift()
        number = begin(play)
        play.at_pad("again")
        play.until(tag_failed, "the refusal")
        play.until_heard("its security is not as it must be: it is unknown (AFI 00 is neither")
        assert item_on(play.tag(NXP)) == number
        play.decide(TriedAgain())
        assert tag_failed(play.state)
        assert play.state.released == 0
        play.lift()
        play.at_pad(f"lay {OTHER}")
        finish(play)
        assert (item_on(play.tag(OTHER)), play.tag(OTHER).afi) == (number, 0x07)


def test_it_passes_only_when_a_person_skips_the_tag_with_a_reason(sample_home: Path) -> None:
    with bench(sample_home, "both") as play:
        begin(play)
        play.at_pad(f"lay {WITHOUT_EAS}")
        play.until(tag_failed)
        play.decide(Skipped("shelved behind the desk"))
        finish(play)
        play.until_heard("released, without tag")
