from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sru_server import SruServer, sru_server

from procstation.catalog import Catalogue
from procstation.config import CopycatSection, TargetSection
from procstation.copycat import CopyCataloguing, wanted
from procstation.errors import InputRefused, SystemUnreachable

NOBODY = TargetSection(name="nobody", url="http://127.0.0.1:1/books")

Make = Callable[..., CopyCataloguing]


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def make(catalogue: Catalogue, tmp_path: Path) -> Make:
    def _make(*targets: SruServer | TargetSection, **settings: object) -> CopyCataloguing:
        sections = tuple(
            one
            if isinstance(one, TargetSection)
            else TargetSection(name=f"books{number}", url=one.url, timeout_s=5)
            for number, one in enumerate(targets, start=1)
        )
        section = CopycatSection(targets=sections, **settings)  # type: ignore[arg-type]
        return CopyCataloguing.of_station(catalogue, tmp_path, section)

    return _make


def test_a_book_is_found_taken_and_known(
    make: Make, server: SruServer, catalogue: Catalogue
) -> None:
    copycat = make(server)

    found = copycat.look(wanted("9780307474728"))
    only = found.the_one
    assert only is not None
    title_id = copycat.take(only)

    title = catalogue.title(title_id)
    assert title is not None
    assert (title.title, title.author) == ("Cien años de soledad", "García Márquez, Gabriel")
    assert title.control_number == "(XxTEST)1002"
    assert [one.id for one in catalogue.by_isbn("9780307474728")] == [title_id]


def test_what_is_shown_of_a_candidate(make: Make, server: SruServer) -> None:
    (found,) = (one for one in make(server).search("9780441478125") if not one.doubt)

    assert found.title.title == "The left hand of darkness"
    assert found.title.date == "1969"
    assert found.title.publisher == "Ace Books"
    assert found.edition == "First Ace edition."
    assert found.title.call_number is not None
    assert found.title.call_number.text == "PS3562.E42 L4 1969"
    assert found.target == "books1"
    assert found.dropped == ("590", "852", "952", "AVA")


def test_nothing_of_another_library_comes_in(
    make: Make, server: SruServer, catalogue: Catalogue, tmp_path: Path
) -> None:
    copycat = make(server)
    taken = copycat.bring_in(copycat.search("left hand of darkness")[0])

    assert catalogue.items_of(taken.title_id) == []
    text = Path(taken.file).read_text("utf-8")
    assert Path(taken.file).is_relative_to(tmp_path / "fetched" / "books1")
    assert "31111000000014" not in text
    assert "Signed by the author" not in text
    assert "(OCoLC)00001001" in text


def test_it_is_an_act_of_loading_that_says_its_target_and_can_be_undone(
    make: Make, server: SruServer, catalogue: Catalogue
) -> None:
    copycat = make(server)
    taken = copycat.bring_in(copycat.search("9780307474728")[0])

    (act,) = catalogue.loads()
    assert act.id == taken.load
    assert act.state == "done"
    assert "books1" in act.files[0]

    report = catalogue.undo_load(taken.load)
    assert report.titles_removed == 1
    assert catalogue.title(taken.title_id) is None


def test_taken_twice_it_is_one_title(make: Make, server: SruServer, catalogue: Catalogue) -> None:
    copycat = make(server)
    (candidate,) = copycat.search("9780307474728")

    first, second = copycat.bring_in(candidate), copycat.bring_in(candidate)

    assert (first.outcome, second.outcome) == ("added", "unchanged")
    assert first.title_id == second.title_id
    assert catalogue.counts() == (1, 0)


def test_a_record_of_ours_with_the_same_number_stays_as_it_is(
    make: Make, server: SruServer, catalogue: Catalogue, tmp_path: Path
) -> None:
    ours = tmp_path / "ours.xml"
    ours.write_text(
        '<collection xmlns="http://www.loc.gov/MARC21/slim"><record>'
        '<leader>00000cam a2200000 a 4500</leader><controlfield tag="001">1002</controlfield>'
        '<datafield tag="245" ind1=" " ind2=" "><subfield code="a">Another book</subfield>'
        "</datafield></record></collection>",
        encoding="utf-8",
    )
    catalogue.load([ours], "marc21")

    copycat = make(server)
    copycat.take(copycat.search("9780307474728")[0])

    assert [one.title for one in catalogue.by_control_number("1002")] == ["Another book"]
    assert catalogue.counts()[0] == 2


def test_several_are_all_shown_and_none_is_the_one(make: Make, server: SruServer) -> None:
    found = make(server).look(wanted("3-596-29433-9"))

    assert [one.edition for one in found.candidates] == ["1. Aufl.", "2. Aufl."]
    assert found.the_one is None


def test_a_record_that_does_not_have_the_number_is_doubted(make: Make, server: SruServer) -> None:
    server.records = server.records[-1:]

    found = make(server).look(wanted("9780441478125"))

    (only,) = found.candidates
    assert only.doubt == "it names ISBN 9780441478125 as another edition's"
    assert found.the_one is None


def test_the_next_target_is_asked_when_one_has_it_not_or_is_down(
    make: Make, server: SruServer, data: Path
) -> None:
    with sru_server(data / "books.xml") as empty:
        empty.records = []
        found = make(NOBODY, empty, server).look(wanted("9780307474728"))

    assert [one.target for one in found.candidates] == ["books3"]
    first, second, third = found.searched
    assert isinstance(first.trouble, SystemUnreachable)
    assert (second.found, second.trouble) == (0, None)
    assert third.candidates == 1


def test_without_the_library_for_z3950_the_others_are_asked(make: Make, server: SruServer) -> None:
    z3950 = TargetSection(name="z", kind="z3950", url="127.0.0.1:1")

    found = make(z3950, server, libyaz="/nowhere/yaz.dll").look(wanted("9780307474728"))

    assert found.the_one is not None
    assert found.searched[0].trouble is not None
    assert "/nowhere/yaz.dll cannot be loaded" in found.searched[0].trouble.what


def test_one_by_one_ends_with_the_first_that_has_it(
    make: Make, server: SruServer, data: Path
) -> None:
    with sru_server(data / "books.xml") as second:
        found = make(server, second).look(wanted("9780307474728"))
        assert second.asked == []
    assert len(found.searched) == 1


def test_editions_that_share_an_isbn_are_both_kept(make: Make, server: SruServer) -> None:
    copycat = make(server)

    files = {copycat.bring_in(one).file for one in copycat.search("3596294339")}

    assert len(files) == 2


def test_the_same_record_from_two_targets_is_one(make: Make, server: SruServer) -> None:
    server.records = server.records[:1]
    found = make(server, TargetSection(name="again", url=server.url), parallel=True).look(
        wanted("left hand")
    )

    assert [one.candidates for one in found.searched] == [1, 1]
    assert len(found.candidates) == 1
    assert found.the_one is not None


def test_one_of_more_is_not_the_one(make: Make, server: SruServer) -> None:
    assert make(server, most=1).look(wanted("der zauberberg")).the_one is None


def test_who_is_asked_is_told(make: Make, server: SruServer) -> None:
    told: list[str] = []

    make(NOBODY, server).look(wanted("9780307474728"), told.append)
    make(NOBODY, server, parallel=True).look(wanted("9780307474728"), told.append)

    assert told == ["nobody", "books2", "nobody, books2"]


def test_all_at_once_shows_what_all_have(make: Make, server: SruServer, data: Path) -> None:
    with sru_server(data / "books.xml") as second:
        second.records[1][6][0].text = "Cien años de soledad, otra vez"
        found = make(server, NOBODY, second, parallel=True).look(wanted("9780307474728"))

    assert [one.target for one in found.candidates] == ["books1", "books3"]
    assert [one.trouble is None for one in found.searched] == [True, False, True]
    assert found.the_one is None


def test_a_target_that_hangs_costs_its_own_time_only(make: Make, server: SruServer) -> None:
    server.fault = "silence"
    slow = TargetSection(name="slow", url=server.url, timeout_s=0.2)

    (searched,) = make(slow).look(wanted("9780307474728")).searched

    assert searched.trouble is not None
    assert "within 0.2 s" in searched.trouble.what


def test_trouble_is_raised_only_when_nothing_was_found(make: Make, server: SruServer) -> None:
    assert make(NOBODY, server).search("9780307474728")
    assert make(server).search("no such title at all") == []
    with pytest.raises(SystemUnreachable):
        make(NOBODY).search("9780307474728")


def test_authorities_and_records_without_title_are_said_and_left_out(
    make: Make, server: SruServer
) -> None:
    for record in server.records:
        leader = record[0]
        assert leader.text is not None
        leader.text = leader.text[:6] + "z" + leader.text[7:]

    found = make(server).look(wanted("bibigon"))

    assert found.candidates == ()
    assert found.searched[0].unread == ("it describes no title",)


def test_no_more_are_taken_than_the_setting_says(make: Make, server: SruServer) -> None:
    found = make(server, most=1).look(wanted("der zauberberg"))

    assert len(found.candidates) == 1
    assert found.searched[0].found == 2


def test_a_wrong_isbn_is_refused_and_nobody_asked(make: Make, server: SruServer) -> None:
    with pytest.raises(InputRefused):
        make(server).search("9780307474729")
    assert server.asked == []
