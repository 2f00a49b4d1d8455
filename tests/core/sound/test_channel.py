"""One sound at a time: what is new cuts off what is stale, and what went wrong is heard out."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from procstation.sound.channel import Channel

LIMIT_S = 5.0


@dataclass
class Heard:
    """A sound that ends when the test says so."""

    text: str
    begun: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    was_cut: bool = False
    trouble: str = ""

    def wait(self, timeout_s: float) -> bool:
        return self.over.wait(min(timeout_s, 0.002))

    def stop(self) -> None:
        self.was_cut = self.was_cut or not self.over.is_set()
        self.over.set()


class Ear:
    """Hears what a channel plays."""

    def __init__(self) -> None:
        self.sounds: dict[str, Heard] = {}
        self.order: list[str] = []
        self.troubles: list[str] = []
        self.channel: Channel[str] = Channel("ear", self._play, self.troubles.append)

    def sound(self, text: str) -> Heard:
        return self.sounds.setdefault(text, Heard(text))

    def _play(self, text: str) -> Heard:
        if text == "no sound card":
            raise OSError("no sound card")
        self.order.append(text)
        heard = self.sound(text)
        heard.begun.set()
        return heard

    def until_begun(self, text: str) -> Heard:
        heard = self.sound(text)
        assert heard.begun.wait(LIMIT_S), f"{text} was never heard: {self.order}"
        return heard


@pytest.fixture
def ear() -> Iterator[Ear]:
    one = Ear()
    yield one
    one.channel.stop()


def test_what_is_new_cuts_off_what_is_stale(ear: Ear) -> None:
    ear.channel.put("first", 0)
    first = ear.until_begun("first")
    ear.channel.put("second", 0)
    ear.until_begun("second").over.set()
    assert first.was_cut
    assert ear.channel.wait_until_silent(LIMIT_S)


def test_what_went_wrong_is_heard_out_and_only_the_newest_waits(ear: Ear) -> None:
    ear.channel.put("wrong", 2)
    wrong = ear.until_begun("wrong")
    for number in range(50):
        ear.channel.put(f"good {number}", 0)
    assert not wrong.over.is_set()
    wrong.over.set()
    ear.until_begun("good 49").over.set()
    assert ear.channel.wait_until_silent(LIMIT_S)
    assert not wrong.was_cut
    assert ear.order == ["wrong", "good 49"]


def test_of_two_that_wait_the_one_that_matters_more_is_kept(ear: Ear) -> None:
    ear.channel.put("wrong", 2)
    wrong = ear.until_begun("wrong")
    ear.channel.put("set aside", 1)
    ear.channel.put("good", 0)
    wrong.over.set()
    ear.until_begun("set aside").over.set()
    assert ear.channel.wait_until_silent(LIMIT_S)
    assert ear.order == ["wrong", "set aside"]


def test_trouble_is_told_and_the_next_sound_is_heard(ear: Ear) -> None:
    ear.channel.put("no sound card", 0)
    assert ear.channel.wait_until_silent(LIMIT_S)
    assert ear.troubles == ["no sound card"]
    broken = ear.sound("broken")
    broken.trouble = "the player broke"
    broken.over.set()
    ear.channel.put("broken", 0)
    assert ear.channel.wait_until_silent(LIMIT_S)
    assert ear.troubles == ["no sound card", "the player broke"]


def test_what_never_ends_is_ended(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("procstation.sound.channel.MOST_S", 0.1)
    ear.channel.put("hangs", 2)
    assert ear.channel.wait_until_silent(LIMIT_S)
    assert ear.sound("hangs").was_cut
    assert ear.troubles == ["no end after 0 s"]


def test_stopping_cuts_off_and_leaves_no_thread(ear: Ear) -> None:
    ear.channel.put("long", 2)
    long = ear.until_begun("long")
    ear.channel.stop()
    assert long.was_cut
    ear.channel.put("too late", 2)
    assert not ear.sound("too late").begun.is_set()
    assert "ear" not in {thread.name for thread in threading.enumerate()}
