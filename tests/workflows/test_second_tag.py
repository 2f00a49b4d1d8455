"""The catalogue knows an item's tag, and another one is laid down for it."""

from pathlib import Path

import pytest
from station_play import StationPlay, has_released, station_config

from procstation.catalog import Catalogue
from procstation.linking import Chose, ProfileChosen, Topic, read_profiles

OWNED = "31234000000032"
KNOWN, NEW = "E0040100AABBCC01", "E0040100AABBCC02"

pytestmark = pytest.mark.usefixtures("quick")


def tags_of(home: Path) -> set[str]:
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    try:
        return {tag.uid for tag in catalogue.tags_of(OWNED)}
    finally:
        catalogue.close()


@pytest.mark.parametrize(("choice", "known"), [(1, {NEW}), (2, {KNOWN, NEW})])
def test_the_person_says_what_became_of_the_known_one(
    sample_home: Path, choice: int, known: set[str]
) -> None:
    catalogue = Catalogue.open(f"sqlite:///{sample_home / 'store.sqlite'}")
    catalogue.record_tag(OWNED, KNOWN, "iso28560-3", by="bench-1", at="2026-11-20T09:00:00Z")
    catalogue.close()
    with StationPlay(sample_home, station_config()) as play:
        play.decide(ProfileChosen(read_profiles()["conversion"]))
        play.scan(OWNED)
        play.until(lambda state: state.now is not None and state.now.barcode == OWNED)
        play.at_pad(f"lay {NEW}")
        play.until(lambda state: state.question is not None)
        question = play.state.question
        assert question is not None
        assert question.topic is Topic.SECOND_TAG
        assert f"{OWNED} already has the tag {KNOWN}, written by bench-1 on 2026-11-20" in (
            question.text
        )
        assert not any(play.tag(NEW).memory)
        play.decide(Chose(choice))
        play.until(has_released(1), "the release")
    assert tags_of(sample_home) == known
