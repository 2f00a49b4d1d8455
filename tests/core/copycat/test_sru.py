import pytest
from sru_server import SruServer

from procstation.catalog.marc_record import MarcRecord
from procstation.copycat.sru import SruClient
from procstation.copycat.target import Target
from procstation.copycat.wanted import wanted
from procstation.errors import (
    SystemBusy,
    SystemConfused,
    SystemDenied,
    SystemRefused,
    SystemTrouble,
    SystemUnreachable,
)


def any_fits(_record: MarcRecord) -> bool:
    return True


def client(server: SruServer, **settings: object) -> SruClient:
    return SruClient(Target("here", server.url, **settings))  # type: ignore[arg-type]


@pytest.mark.parametrize("version", ["1.1", "1.2", "2.0"])
@pytest.mark.parametrize("packing", ["xml", "string"])
def test_a_book_is_found_by_its_isbn(server: SruServer, version: str, packing: str) -> None:
    server.packing = packing

    hits = client(server, version=version).search(wanted("978-3-596-29433-6"), 10, any_fits)

    # The records have it with ten digits only.
    assert server.asked == ['bath.isbn = "9783596294336"', 'bath.isbn = "3596294339"']
    assert hits.found == 2
    assert [one.control("001") for one in hits.records] == ["1004", "1005"]


def test_a_form_that_finds_only_other_books_is_not_the_last(server: SruServer) -> None:
    """The one book has the number as another's, with 13 digits; the other as its own, with 10."""
    by_le_guin = lambda record: "Le Guin" in record.all("100")[0].first("a")  # noqa: E731

    hits = client(server).search(wanted("9780441478125"), 10, by_le_guin)

    assert [one.control("001") for one in hits.records] == ["1008", "1001"]
    assert hits.found == 2


def test_titles_with_accents_marks_and_other_scripts(server: SruServer) -> None:
    for title, number in (("válka mloky", "1003"), ('"history"?', "1008"), ("Bibigon", "1006")):
        hits = client(server).search(wanted(title, "title"), 10, any_fits)
        assert [one.control("001") for one in hits.records] == [number]


def test_author_and_title_find_less_than_the_title(server: SruServer) -> None:
    assert client(server).search(wanted("left hand"), 10, any_fits).found == 2
    assert client(server).search(wanted("left hand", author="le guin"), 10, any_fits).found == 1


def test_a_server_that_sends_one_record_at_a_time_is_asked_on(server: SruServer) -> None:
    server.cap = 1

    assert len(client(server).search(wanted("der zauberberg"), 10, any_fits).records) == 2
    assert len(server.asked) == 2


@pytest.mark.parametrize("fault", ["drop", "503", "surrogates"])
def test_what_came_is_kept_when_no_more_comes(server: SruServer, fault: str) -> None:
    server.cap, server.fault, server.fault_after = 1, fault, 1

    hits = client(server).search(wanted("der zauberberg"), 10, any_fits)

    assert (hits.found, len(hits.records)) == (2, 1)
    assert hits.unread[0].startswith("no more came: here")


def test_no_more_is_taken_than_wanted(server: SruServer) -> None:
    hits = client(server).search(wanted("der zauberberg"), 1, any_fits)

    assert (hits.found, len(hits.records)) == (2, 1)


def test_nothing_found_is_no_trouble(server: SruServer) -> None:
    hits = client(server).search(wanted("9791032305690"), 10, any_fits)

    assert (hits.found, hits.records) == (0, ())


def test_an_index_it_has_not_is_said_with_what_to_do(server: SruServer) -> None:
    with pytest.raises(SystemRefused) as refused:
        client(server, indexes={"title": "dc.colour"}).search(wanted("red"), 10, any_fits)

    assert refused.value.code == "16"
    assert "it has no such index: dc.colour" in refused.value.what
    assert "catalog targets here" in refused.value.do_next


def test_a_schema_it_has_not_is_said(server: SruServer) -> None:
    with pytest.raises(SystemRefused, match="schema of records: pica"):
        client(server, schema="pica").search(wanted("bibigon"), 10, any_fits)


def test_a_database_it_has_not_is_a_wrong_url(server: SruServer) -> None:
    target = Target("here", server.url + "-not")
    with pytest.raises(SystemRefused, match="HTTP 404"):
        SruClient(target).search(wanted("bibigon"), 10, any_fits)


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        ("html", SystemConfused, "a web page instead of records"),
        ("empty", SystemConfused, "is empty"),
        ("garbage", SystemConfused, "no answer of SRU"),
        ("half", SystemConfused, "breaks off"),
        ("drop", SystemUnreachable, "broke off its answer in the middle"),
        ("endless", SystemConfused, "longer than 16 MB"),
        ("entities", SystemConfused, "document type"),
        ("surrogates", SystemRefused, "does not have the record in this schema"),
        ("500", SystemUnreachable, "HTTP 500"),
        ("503", SystemBusy, "HTTP 503"),
        ("429", SystemBusy, "HTTP 429"),
        ("403", SystemDenied, "HTTP 403"),
        ("400", SystemRefused, "HTTP 400"),
    ],
)
def test_what_a_server_does_wrong_is_said_in_words(
    server: SruServer, fault: str, kind: type[SystemTrouble], said: str
) -> None:
    server.fault = fault
    with pytest.raises(kind, match=said) as trouble:
        client(server).search(wanted("left hand"), 10, any_fits)
    assert "here" in trouble.value.what
    assert trouble.value.do_next


@pytest.mark.parametrize("fault", ["silence", "dribble"])
def test_one_that_does_not_come_to_an_end_is_given_up_in_time(
    server: SruServer, fault: str
) -> None:
    server.fault = fault
    with pytest.raises(SystemUnreachable, match=r"within 0\.2 s"):
        client(server, timeout_s=0.2).search(wanted("left hand"), 10, any_fits)


def test_a_broken_record_costs_only_itself(server: SruServer) -> None:
    server.fault = "broken-record"

    hits = client(server).search(wanted("left hand"), 10, any_fits)

    assert [one.control("001") for one in hits.records] == ["1008"]
    assert len(hits.unread) == 1


def test_what_xml_does_not_allow_is_mended(server: SruServer) -> None:
    server.fault = "entity-name"

    hits = client(server).search(wanted("left darkness"), 10, any_fits)

    assert hits.records[0].all("100")[0].first("a") == "Le\xa0Guin & Co, Ursula K.,"


def test_nobody_there_is_said(server: SruServer) -> None:
    target = Target("here", "http://127.0.0.1:1/books")
    with pytest.raises(SystemUnreachable, match="cannot be reached"):
        SruClient(target).search(wanted("bibigon"), 10, any_fits)


def test_a_server_that_does_not_encrypt_is_not_taken_for_one_that_does(server: SruServer) -> None:
    target = Target("here", server.url.replace("http:", "https:"))
    with pytest.raises(SystemDenied, match="encrypted connection to here fails"):
        SruClient(target).search(wanted("bibigon"), 10, any_fits)


def test_a_login_is_sent_and_a_wrong_one_said(
    server: SruServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.login = ("me", "open sesame")
    monkeypatch.setenv("PROCSTATION_SECRET_COPYCAT_HERE", "open sesame")
    assert client(server, user="me").search(wanted("bibigon"), 10, any_fits).found == 1

    monkeypatch.setenv("PROCSTATION_SECRET_COPYCAT_HERE", "shut sesame")
    with pytest.raises(SystemDenied) as denied:
        client(server, user="me").search(wanted("bibigon"), 10, any_fits)
    assert "sesame" not in denied.value.what + denied.value.do_next


def test_a_server_is_asked_what_it_has(server: SruServer) -> None:
    explained = client(server).explain()

    assert ("bath.isbn", "bath.isbn") in explained.indexes
    assert explained.schemas == ("marcxml",)
