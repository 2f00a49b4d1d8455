"""ISIL coding. Values coded by dp2; the first is the example of ISO 28560-2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.tags.isil import decode_isil, encode_isil


@pytest.mark.parametrize(
    ("isil", "value"),
    [
        ("US-InU-Mu", "ACC09EBAA06F6B"),
        ("DK-718500", "22C1E718500F"),
        ("DE-Ha117", "21408E07C22F"),
        ("AU-TS:RL", "0D4149EE4C"),
        ("IT-RM0267", "4D0126F8099F"),
        ("FI-E", "32405F"),
        ("EST-a1B2c3", "2CE80E07C3A22F19FF"),
        ("O-WBLCDE", "782E260C85"),
    ],
)
def test_published_values(isil: str, value: str) -> None:
    assert encode_isil(isil).hex().upper() == value
    assert decode_isil(bytes.fromhex(value)) == isil


@given(st.from_regex(r"[A-Za-z0-9:/\-]{1,16}", fullmatch=True))
def test_every_isil_comes_back(isil: str) -> None:
    assert decode_isil(encode_isil(isil)) == isil


@given(st.binary(max_size=30))
def test_any_bytes_decode(value: bytes) -> None:
    assert len(decode_isil(value)) <= len(value) * 2


@pytest.mark.parametrize("isil", ["", "FI-Ångström", "FI-A.B", "DE-12345678901234"])
def test_what_no_isil_is_gets_refused(isil: str) -> None:
    with pytest.raises(InputRefused):
        encode_isil(isil)
