"""The driver of CipherLab terminals."""

import pytest
from device_play import bench

from procstation.devices import DeviceFault
from procstation_drivers.memory.cipherlab import check_of


def test_checks_of_records() -> None:
    # 0 and ABC: 30 + 41 + 42 + 43 = F6 (hex).
    assert check_of(b"0ABC") == b"\x00\xf6"
    assert check_of(b"z" * 28) == b"\x0e\x58"
    assert check_of(b"\x0d") == b"\x00\x0e"


def test_more_than_ten_records_and_their_fields() -> None:
    codes = [f"3123400{number:07d}" for number in range(25)]
    one = bench("memory", "cipherlab", {"codes": ",".join(codes), "form": "{at};{code}"},
                options={"delimiter": ";", "field": 2})  # fmt: skip
    assert [scan.text for scan in one.driven.download()[0]] == codes


@pytest.mark.parametrize("summed", ["record", "data"])
def test_what_the_check_covers_is_a_setting(summed: str) -> None:
    query = {"summed": summed, "codes": "31234000875612"}
    right = bench("memory", "cipherlab", query, options={"summed": summed})
    assert len(right.driven.download()[0]) == 1
    other = {"record": "data", "data": "record"}[summed]
    wrong = bench("memory", "cipherlab", query, options={"summed": other})
    with pytest.raises(DeviceFault) as told:
        wrong.driven.download()
    assert "`summed`" in told.value.do_next


def test_a_record_whose_answer_was_lost_counts_once() -> None:
    one = bench("memory", "cipherlab", {"codes": "31234000875612,31234000875620"})
    one.device.faults.reply_twice = True
    assert [scan.text for scan in one.driven.download()[0]] == one.device.kept
