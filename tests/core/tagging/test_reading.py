from collections.abc import Callable
from typing import Any

import pytest

from procstation.config import TagsSection
from procstation.devices import TagLost, TagSystem
from procstation.errors import ConfigError
from procstation.tagging import GateMarks, Gates, SitePolicy, read_tag
from procstation.tags import Model, TagRecord, iso28560_3

Lay = Callable[..., Any]
UID = bytes.fromhex("E00401105B6C7D8E")
PRO = bytes.fromhex("E007C4000012345A")
IMAGE = iso28560_3.encode(TagRecord("1000000056", "DK-718500")).data


def test_a_tag_is_read_in_three_commands_at_most(lay: Lay) -> None:
    pad = lay(IMAGE, afi=0x07, locked={27})
    reading = read_tag(pad, UID)
    assert pad.commands == ["system information", "read"]
    assert (reading.content.item, reading.afi, reading.dsfid) == ("1000000056", 0x07, 0)
    assert (len(reading.memory), reading.block_size) == (112, 4)
    assert reading.locked == (False,) * 27 + (True,)
    assert reading.family.name == "NXP ICODE SLIX"


def test_a_tag_without_system_information_is_read_by_its_family(lay: Lay) -> None:
    pad = lay(IMAGE, size=32)
    pad.tags[PRO] = pad.tags.pop(UID)
    reading = read_tag(pad, PRO)
    assert pad.commands == ["read"]
    assert (reading.content.item, reading.afi, reading.dsfid) == ("1000000056", None, None)


def test_a_tag_silent_on_system_information_is_still_there(lay: Lay) -> None:
    pad = lay(IMAGE, size=256)

    def silent(uid: bytes) -> TagSystem:
        raise TagLost("No answer.", "Lay it back.")

    pad.system_information = silent
    assert read_tag(pad, UID).content.item == "1000000056"
    pad.away.add(UID)
    with pytest.raises(TagLost):
        read_tag(pad, UID)


def test_a_tag_of_no_known_size_is_read_to_its_end(lay: Lay) -> None:
    pad = lay(IMAGE, size=48)
    unknown = bytes.fromhex("E0FF000000000001")
    pad.tags[unknown] = pad.tags.pop(UID)
    pad.system_information = TagSystem
    assert len(read_tag(pad, unknown).memory) == 48


def test_sizes_handed_on_as_one_less_are_understood(lay: Lay) -> None:
    pad = lay(IMAGE)
    pad.system_information = lambda uid: TagSystem(uid, block_count=27, block_size=3)
    assert len(read_tag(pad, UID).memory) == 112


def test_the_policy_comes_from_the_configuration() -> None:
    site = SitePolicy.of(TagsSection(owner="FI-E", security="both"))
    assert (site.model, site.gates) == (Model.ISO28560_3, Gates.BOTH)
    assert site.record("1", 2, 1) == TagRecord("1", "FI-E", 2, 1, 0x10)
    assert SitePolicy.of(TagsSection()).owner is None
    with pytest.raises(ConfigError, match="are both 07 hex"):
        SitePolicy.of(TagsSection(afi_on_loan=7))


def test_the_eas_bit_is_asked_for_only_when_wanted(lay_on_eas_pad: Lay, lay: Lay) -> None:
    pad = lay_on_eas_pad(IMAGE, eas=True)
    assert read_tag(pad, UID).eas is None
    assert "read EAS" not in pad.commands
    assert read_tag(pad, UID, with_eas=True).marks == GateMarks(0x00, True)
    assert read_tag(lay(IMAGE, eas=True), UID, with_eas=True).eas is None
