import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.catalog import marc_split
from procstation.catalog.marc_split import split

ONE = b"00030one\x1eone\x1e\x1d"
TWO = b"00030two\x1etwo\x1e\x1d"


@pytest.mark.parametrize("between", [b"", b"\n", b"\r\n", b"\0\0\0  ", b"\x1a", b" \r\n\t"])
def test_what_stands_between_records_is_skipped_and_counted(between: bytes) -> None:
    pieces = list(split(io.BytesIO(ONE + between + TWO + between)))

    assert [piece.data for piece in pieces] == [ONE[:-1], TWO[:-1]]
    assert [piece.number for piece in pieces] == [1, 2]
    assert pieces[1].offset == len(ONE) + len(between)
    assert pieces[1].skipped == len(between)
    assert all(piece.ended for piece in pieces)


def test_a_byte_order_mark_is_no_part_of_the_leader() -> None:
    (piece,) = split(io.BytesIO(b"\xef\xbb\xbf" + ONE))

    assert (piece.offset, piece.data) == (3, ONE[:-1])


def test_a_file_cut_short_gives_its_last_piece_without_an_end() -> None:
    pieces = list(split(io.BytesIO(ONE + TWO[:7])))

    assert [piece.ended for piece in pieces] == [True, False]
    assert pieces[1].data == TWO[:7]


def test_a_piece_without_end_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marc_split, "CHUNK", 8)
    monkeypatch.setattr(marc_split, "MAX_RECORD", 32)
    pieces = list(split(io.BytesIO(ONE + b"x" * 200 + b"\x1d" + TWO)))

    assert [piece.too_long for piece in pieces] == [False, True, False]
    assert len(pieces[1].data) <= 32
    assert pieces[2].offset == len(ONE) + 201


@given(st.lists(st.binary(max_size=20), max_size=8), st.integers(1, 9))
def test_offsets_point_into_the_file_however_it_is_read(parts: list[bytes], chunk: int) -> None:
    whole = b"\x1d".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marc_split, "CHUNK", chunk)
        pieces = list(split(io.BytesIO(whole)))

    for piece in pieces:
        assert whole[piece.offset :].startswith(piece.data)
    junk = b"\r\n\t \0\x1a"
    kept = [part for part in whole.split(b"\x1d") if part.strip(junk).strip(b"\xef\xbb\xbf")]
    assert len(pieces) >= len([part for part in kept if part.isalnum()])
