"""Air times, against the table worked out from the constants of ISO 15693 (13.56 MHz, 1 of 4)."""

import pytest

from procstation_simulators.rfid import air
from procstation_simulators.rfid.field import Field
from procstation_simulators.rfid.tag import VirtualTag

UID = bytes.fromhex("E00401005B6C7D8E")


@pytest.mark.parametrize(
    ("blocks", "plain_ms", "secure_ms"),
    [
        (1, 7.4, 7.7),
        (4, 11.0, 12.2),
        (8, 15.8, 18.3),
        (9, 17.1, 19.8),
        (16, 25.5, 30.3),
        (28, 40.0, 48.5),
    ],
)
def test_reading_blocks(blocks: int, plain_ms: float, secure_ms: float) -> None:
    for security, wanted_ms in ((False, plain_ms), (True, secure_ms)):
        field = Field([VirtualTag.blank(UID)])
        field.read(field.find(UID), 0, blocks, security)
        assert field.take_busy_s() * 1000 == pytest.approx(wanted_ms, abs=0.06)
        assert field.take_busy_s() == 0


def test_writing_and_system_information() -> None:
    tag = VirtualTag.blank(UID)
    field = Field([tag])
    field.write(tag, 0, b"abcd")
    assert field.take_busy_s() * 1000 == pytest.approx(7.1 + 4, abs=0.06)
    tag.programming_s = 0.020
    field.program(tag, 1, lambda: tag.write_afi(7))
    assert field.take_busy_s() * 1000 == pytest.approx(5.9 + 20, abs=0.06)
    field.system_information(tag)
    assert field.take_busy_s() * 1000 == pytest.approx(9.8, abs=0.06)


def test_an_inventory_with_one_tag() -> None:
    # 1.6 ms request, one slot of 4.6 ms, fifteen empty ones of 0.51 ms.
    assert air.inventory_s([UID]) * 1000 == pytest.approx(1.6 + 4.6 + 15 * 0.51, abs=0.4)
    assert air.quiet_s() * 1000 == pytest.approx(4.05, abs=0.05)


def test_tags_that_collide_cost_another_round() -> None:
    apart = [bytes.fromhex("E00401005B6C7D8E"), bytes.fromhex("E00401005B6C7D8F")]
    colliding = [bytes.fromhex("E00401005B6C7D8E"), bytes.fromhex("E00401005B6C7D9E")]
    assert air.inventory_s(colliding) > air.inventory_s(apart) + 0.010


def test_time_that_goes_by_meanwhile_is_not_counted_again() -> None:
    field = Field([VirtualTag.blank(UID)])
    field.system_information(field.find(UID))
    field.pass_time(0.005)
    assert field.take_busy_s() * 1000 == pytest.approx(4.8, abs=0.06)
