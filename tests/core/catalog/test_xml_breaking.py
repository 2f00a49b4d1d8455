"""Whatever is done to a file of XML metadata, it is read or refused, and in words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procstation.catalog.source import Refused, Taken
from procstation.catalog.sources import open_source
from procstation.errors import InputRefused

SAMPLES = Path(__file__).parents[2] / "data" / "catalog"
NAMES = ("mods-collection.xml", "mets-mods.xml", "oai-dc.xml", "bibframe-linked.rdf")
NASTY = (b"<", b">", b"&", b"</", b"]]>", b"<!--", b"<![CDATA[", b"\0", b"\xff", b"\x1b", b'"', b"")


def all_in(path: Path) -> Iterator[Taken | Refused]:
    source = open_source(path)
    return source.read(source.profile("auto").profile)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_nothing_is_worse_than_a_refusal(tmp_path: Path, name: str, data: st.DataObject) -> None:
    broken = (SAMPLES / name).read_bytes()
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(broken)))
        length = data.draw(st.integers(0, 30))
        broken = broken[:place] + data.draw(st.sampled_from(NASTY)) + broken[place + length :]
    path = tmp_path / name
    path.write_bytes(broken or b"<")

    try:
        found = list(all_in(path))
    except InputRefused:
        return
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert all(0 <= one.offset <= len(broken) for one in found)
    assert all(one.reason for one in found if isinstance(one, Refused))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_without_its_last_byte_does_not_look_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes((SAMPLES / name).read_bytes().rstrip()[:-1])

    assert any("cut short" in one.reason for one in all_in(path) if isinstance(one, Refused))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_file_gives_the_same_keys(name: str) -> None:
    first, second = (
        [one.extracted.key for one in all_in(SAMPLES / name) if isinstance(one, Taken)]
        for _ in range(2)
    )

    assert first == second
    assert len(set(first)) == len(first)
