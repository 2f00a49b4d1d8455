import gc
import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from procstation.errors import InputRefused, StoreError
from procstation.tagging import GateMarks, UndoFolder, UndoImage, parse_image
from procstation.tags import TagRecord

IMAGE = UndoImage(
    bytes.fromhex("E00401105B6C7D8E"),
    datetime(2026, 3, 1, 14, 2, 11, tzinfo=UTC),
    "write 123",
    4,
    bytes.fromhex("1101013100112233"),
    afi=0xC2,
    dsfid=0,
    item="77",
    intended="123",
)


def test_an_image_survives_its_file(undo: UndoFolder) -> None:
    assert parse_image(IMAGE.to_json(), "x.json") == IMAGE
    assert '"blocks": [\n    "11010131",' in IMAGE.to_json()
    kept = undo.keep(IMAGE)
    assert UndoFolder(undo.path).unfinished(IMAGE.uid) == kept == IMAGE
    assert [path.suffix for path in undo.path.rglob("*") if path.is_file()] == [".json"]


def test_all_that_was_intended_survives_its_file() -> None:
    record = TagRecord("123", "DE-101", 3, 2, 0x10, {17: "Faust, zweiter Teil"})
    image = replace(IMAGE, record=record)
    text = image.to_json()
    assert parse_image(text, "x.json").record == record
    assert '"part": 2' in text


def test_an_image_of_before_that_kept_the_item_alone_is_read() -> None:
    file = json.loads(IMAGE.to_json())
    del file["record"]
    assert parse_image(json.dumps(file), "x.json") == IMAGE


@pytest.mark.long
def test_a_day_of_writes_leaves_no_patterns_of_their_names(undo: UndoFolder) -> None:
    counts = []
    for at in range(20):
        undo.finish(undo.keep(replace(IMAGE, when=IMAGE.when + timedelta(seconds=at))))
        counts.append(sum(isinstance(one, re.Pattern) for one in gc.get_objects()))
    assert counts[-1] <= counts[0]


def test_ended_or_not_it_is_listed(undo: UndoFolder) -> None:
    first = undo.keep(IMAGE)
    undo.finish(first)
    undo.finish(first)
    second = undo.keep(IMAGE)
    assert second.when > first.when
    assert undo.unfinished(IMAGE.uid) == second
    assert undo.images() == undo.images(IMAGE.uid) == [first, second]
    assert undo.latest(IMAGE.uid) == second
    undo.finish(second)
    assert undo.unfinished(IMAGE.uid) is None
    assert undo.latest(bytes(8)) is None


def test_when_it_cannot_be_kept_that_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "undo").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be written") as error:
        UndoFolder(tmp_path / "undo").keep(IMAGE)
    assert "nothing was written to the tag" in error.value.do_next


def test_it_is_on_disk_before_it_has_its_name(
    undo: UndoFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[list[str]] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(sorted(path.name for path in undo.path.rglob("*.*")))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    undo.keep(IMAGE)
    assert synced[0] == ["20260301T140211.000000Z.tmp"]
    assert synced[-1] == ["20260301T140211.000000Z.open.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        IMAGE.to_json().replace("E00401105B6C7D8E", "E004"),
        IMAGE.to_json().replace("11010131", "110101"),
        IMAGE.to_json().replace("11010131", "1101013x"),
        IMAGE.to_json()[:-9],
    ],
)
def test_what_is_no_image_is_refused_by_name(text: str, undo: UndoFolder) -> None:
    with pytest.raises(InputRefused, match=r"my\.json is no tag image"):
        parse_image(text, "my.json")
    undo.keep(IMAGE)
    next(undo.path.rglob("*.json")).write_text(text)
    with pytest.raises(StoreError, match="cannot be read"):
        undo.unfinished(IMAGE.uid)


def test_what_is_old_is_deleted_but_never_what_is_not_finished(undo: UndoFolder) -> None:
    other = bytes.fromhex("E00401105B6C7D8F")
    kept = [
        undo.keep(replace(IMAGE, uid=uid, when=IMAGE.when + timedelta(days=day)))
        for uid, day in [(IMAGE.uid, 0), (IMAGE.uid, 5), (other, 0)]
    ]
    for image in kept[:2]:
        undo.finish(image)
    assert undo.outdated(IMAGE.when) == []
    old = undo.outdated(IMAGE.when + timedelta(days=1))
    assert len(old) == 1
    undo.remove(old)
    assert undo.images(IMAGE.uid) == [kept[1]]
    assert undo.all_unfinished() == [kept[2]]
    undo.remove(undo.outdated(IMAGE.when + timedelta(days=9)))
    assert [path.name for path in undo.path.iterdir()] == [other.hex().upper()]


def test_the_eas_bit_is_kept_and_older_images_have_none() -> None:
    image = replace(IMAGE, eas=True)
    assert parse_image(image.to_json(), "x") == image
    file = json.loads(image.to_json())
    assert file.pop("eas") is True

    assert parse_image(json.dumps(file), "x").marks == GateMarks(0xC2)
