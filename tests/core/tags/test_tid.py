"""TID. The example of the GS1 decoder, which states a serial number of 48 bits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.tags import read_tid

GS1 = bytes.fromhex("E2FFF0403C00123456789ABC")


def test_a_serial_number_only_when_it_is_there_to_its_end() -> None:
    assert read_tid(GS1).serial == bytes.fromhex("123456789ABC")
    assert read_tid(GS1[:-1]).serial is None
    assert read_tid(GS1[:4]).serial is None
    # No extended TID, or one that states no serial number.
    assert read_tid(b"\xe2\x00" + GS1[2:]).serial is None
    assert read_tid(GS1[:4] + b"\0\0" + GS1[6:]).serial is None
    longer = GS1[:4] + b"\x40\0" + bytes(8)
    assert read_tid(longer).serial == bytes(8)


def test_a_chip_nobody_told_of() -> None:
    tid = read_tid(bytes.fromhex("E2801FFF"))
    assert (tid.maker_name, tid.chip) == ("Impinj", None)
    assert read_tid(GS1).maker_name is None


@given(st.binary(max_size=24) | st.binary(max_size=20).map(lambda rest: b"\xe2" + rest))
def test_any_bytes_are_a_tid_or_refused(data: bytes) -> None:
    if len(data) >= 4 and data[0] == 0xE2:
        tid = read_tid(data)
        flags = tid.extended << 23 | tid.security << 22 | tid.file << 21
        word = 0xE2 << 24 | flags | tid.maker << 12 | tid.model
        assert word.to_bytes(4, "big") == data[:4]
    else:
        with pytest.raises(InputRefused, match="no TID"):
            read_tid(data)
