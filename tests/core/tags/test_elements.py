from hypothesis import given
from hypothesis import strategies as st

from procstation.tags.elements import build, encode_length, parse


def test_lengths_go_in_groups_of_seven_bits() -> None:
    lengths = {127: "7f", 128: "8100", 16383: "ff7f", 16384: "818000"}
    assert {length: encode_length(length).hex() for length in lengths} == lengths


def test_an_element_has_extension_then_pad_count_then_length() -> None:
    element = build(17, 7, b"test", border=4)
    assert element.hex() == "ff020004" + "74657374"
    assert parse(element).found[0][:3] == (17, 7, b"test")


def test_a_pad_count_may_be_the_only_pad() -> None:
    assert build(1, 1, bytes.fromhex("1CBE991A14"), border=4).hex() == "9100051cbe991a14"


def test_filler_is_skipped_and_nothing_after_the_end_mark_is_read() -> None:
    elements = parse(bytes.fromhex("80 110163 80 14010B 00 1101FF"))
    assert [element.number for element in elements.found] == [1, 4]
    assert elements.problem is None


def test_a_cut_element_is_said_to_be_cut() -> None:
    elements = parse(bytes.fromhex("110163 1404"))
    assert [element.number for element in elements.found] == [1]
    assert elements.truncated
    assert (
        elements.problem == "Truncated: the element at byte 3 does not end within the 5 bytes read."
    )


@given(
    st.integers(1, 31),
    st.integers(0, 7),
    st.binary(max_size=300),
    st.sampled_from([1, 4, 8]),
    st.integers(0, 7),
)
def test_what_is_built_is_parsed(
    number: int, scheme: int, value: bytes, border: int, start: int
) -> None:
    built = build(number, scheme, value, border, start)
    assert (start + len(built)) % border == 0
    (element,) = parse(bytes(start) + built, start).found
    assert element == (number, scheme, value, start + len(built))
