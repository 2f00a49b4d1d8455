"""The order of writing, torn at every block and every byte. Real images as in tests/core/tags."""

from collections.abc import Iterator
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.tagging import BlockWrite, WritePlan, plan_write
from procstation.tags import TagRecord, decode, identifier_end, iso28560_2, iso28560_3
from procstation.tags.block_order import reverse_blocks

SIZE = 112
REVERSED = "31010111333232310034343300000000510000003745443E0000353000000000"
IMAGES = {
    "annex D": "9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000",
    "Finnish": "4109DB1C4EC30D77DB5DF80201E0030632410E3E4E0F14010B050110",
    "dp2": "11061C68B3EFC7790201F024020302650110C601061890E048F5E0000306ACC0F1F5EC1F",
    "torn pair, old": "11046091983D0201A0030632408E05CB7F650110",
    "torn pair, new": "11045EA1AEB10201A0030632408E05CB7F650110",
    "numeric": iso28560_2.encode(TagRecord("00123456789", "FI-E")).data.hex(),
    "numeric, other": iso28560_2.encode(TagRecord("01987654321", "FI-E")).data.hex(),
    "annex B": "1101013130303030303030353600000000000098A4444B373138353030000000",
    "libdanrfid": "11010131313232333334340000000000000000513E4445373035000000000000",
    "set": "110303413030303132333435580000000000008F754445373035000000000000",
    "5 parts": iso28560_3.encode(TagRecord("012345", "DE-705", 5, 2)).data.hex(),
    "extended": iso28560_3.encode(TagRecord("77", "DE-705", elements={17: "T"})).data.hex(),
    "reversed": REVERSED,
    "3M": "0411000131333032303033373637",
    "3M blank": "55" * 24,
    "phone": "E1400E010308D101045501622E61FE",
    "blank": "",
}


def memory_of(name: str) -> bytes:
    memory = bytes.fromhex(IMAGES[name]).ljust(SIZE, b"\0")
    return memory[:32] + bytes(SIZE - 32) if name == "reversed" else memory


def states_of(plan: WritePlan, old: bytes) -> Iterator[bytes]:
    """Every memory a tear can leave: blocks of 4 torn with every subset of their bytes
    written, larger ones after every byte."""
    memory = bytearray(old)
    size = plan.block_size
    for write in (*plan.blank, *plan.body, *plan.release):
        for start in range(0, len(write.data), size):
            at = write.first * size + start
            places = [n for n in range(size) if memory[at + n] != write.data[start + n]]
            for count in range(len(places)):
                subsets = combinations(places, count) if size == 4 else [places[:count]]
                for reached in subsets:
                    torn = bytearray(memory)
                    for place in reached:
                        torn[at + place] = write.data[start + place]
                    yield bytes(torn)
            memory[at : at + size] = write.data[start : start + size]
    yield bytes(memory)


def third_items(plan: WritePlan, old: bytes, new: bytes, dsfid: int | None) -> int:
    known = {None, decode(old, dsfid=dsfid).item, decode(new, dsfid=dsfid).item}
    return sum(
        decode(state, dsfid=dsfid, block_size=plan.block_size).item not in known
        for state in states_of(plan, old)
    )


def ascending(old: bytes, new: bytes) -> WritePlan:
    """The plain order, to see that the count can find something."""
    blocks = [n for n in range(SIZE // 4) if old[4 * n : 4 * n + 4] != new[4 * n : 4 * n + 4]]
    body = tuple(BlockWrite(n, new[4 * n : 4 * n + 4]) for n in blocks)
    return WritePlan(4, (), body, (), tuple(blocks))


@pytest.mark.long
@pytest.mark.parametrize("dsfid", [None, 0x06])
def test_no_tear_of_any_pair_makes_a_third_item(dsfid: int | None) -> None:
    safe = unsafe = 0
    for one, other in permutations(IMAGES, 2):
        old, new = memory_of(one), memory_of(other)
        plan = plan_write(old, new, 4, (False,) * 28, 0)
        *_, last = states_of(plan, old)
        assert last == new
        safe += third_items(plan, old, new, dsfid)
        unsafe += third_items(ascending(old, new), old, new, dsfid)
    assert safe == 0
    assert unsafe > 100


def test_between_first_and_last_write_nobody_elses_decoder_sees_an_item_either() -> None:
    for one, other in permutations(IMAGES, 2):
        old, new = memory_of(one), memory_of(other)
        for state in states_of(plan_write(old, new, 4, (False,) * 28, 0), old):
            if state in {old, new}:
                continue
            # The end mark stands first for ISO 28560-2, and no CRC is right for ISO 28560-3.
            assert state[0] == 0
            if any(state):
                assert iso28560_3.checksum(state) != int.from_bytes(state[19:21], "little")


@given(st.data(), st.sampled_from([4, 8]))
def test_any_pair_of_memories(data: st.DataObject, block_size: int) -> None:
    old = data.draw(st.binary(min_size=48, max_size=48))
    edited = bytearray(old)
    for place in data.draw(st.sets(st.integers(0, 47))):
        edited[place] = data.draw(st.integers(0, 255))
    new = bytes(edited)
    plan = plan_write(old, new, block_size, (False,) * (48 // block_size), 0)
    states = list(states_of(plan, old))
    assert states[-1] == new
    assert all(state[0] == 0 or state in {old, new} for state in states)
    differ = [
        n
        for n in range(48 // block_size)
        if old[n * block_size : (n + 1) * block_size] != new[n * block_size : (n + 1) * block_size]
    ]
    assert list(plan.changed) == differ
    written = {
        write.first + n
        for write in (*plan.blank, *plan.body, *plan.release)
        for n in range(len(write.data) // block_size)
    }
    assert written - {0} == set(differ) - {0}


def test_a_new_tag_takes_one_write_more_than_it_has_blocks() -> None:
    plan = plan_write(bytes(SIZE), memory_of("annex B"), 4, (False,) * 28, 0)
    assert plan.changed == tuple(range(8))
    assert plan.block_writes == 9
    assert plan.body[0].data[:4].hex() == "00010131"
    assert plan.release == (BlockWrite(0, bytes.fromhex("11010131")),)


def test_one_byte_is_written_at_once() -> None:
    old = memory_of("annex B")
    plan = plan_write(old, b"\x12" + old[1:], 4, (False,) * 28, 0)
    assert (plan.blank, plan.body) == ((), ())
    assert plan.release == (BlockWrite(0, b"\x12" + old[1:4]),)
    assert plan_write(old, old, 4, (False,) * 28, 0).block_writes == 0


def test_long_runs_are_cut() -> None:
    plan = plan_write(bytes(160), b"\x01" * 160, 4, (False,) * 40, 0)
    assert [len(write.data) for write in plan.body] == [64, 64, 32]


def test_a_locked_block_that_must_change_stops_before_the_first_write() -> None:
    old, new = memory_of("annex D"), memory_of("dp2")
    locked = tuple(block == 3 for block in range(28))
    with pytest.raises(InputRefused, match=r"Block 3 of the tag is locked"):
        plan_write(old, new, 4, locked, 0)


def test_with_block_0_locked_only_what_is_not_identity_may_change() -> None:
    old = memory_of("annex D")
    locked = tuple(block in {0} for block in range(28))
    record = TagRecord("123456789012", "FI-Porna", 12, 3, None, {6: "QA268.L55"})
    changed = iso28560_2.encode(record, lock={1}).data.ljust(SIZE, b"\0")
    end = identifier_end(old, decode(old).model)
    plan = plan_write(old, changed, 4, locked, end)
    assert min(plan.changed) >= 2
    for state in states_of(plan, old):
        assert decode(state).item in {None, "123456789012"}
    other = old[:4] + b"\x01" + old[5:]
    with pytest.raises(InputRefused, match="identifier cannot be changed"):
        plan_write(old, other, 4, locked, end)


def test_the_reversed_image_is_real() -> None:
    assert decode(memory_of("reversed")[:32]).block_order == "reversed"
    assert reverse_blocks(memory_of("reversed")[:32], 4).hex()[:8] == "11010131"
