"""The simulated SIP2 server, spoken to in frames that were computed elsewhere."""

from datetime import datetime

import pytest

from procstation.ils import ConfigError, HungUp, InputRefused, NotListening, build_simulated
from procstation_simulators.ils.sip2 import SIMULATOR, Sip2System
from procstation_simulators.ils.sip2.session import Sip2Session

LOGIN = b"9300CNstation1|COsecret|CPDESK1|AY0AZF394\r"
STATUS = b"9900802.00AY1AZFCA0\r"
LOOK_UP = b"1720260115    093000AOMAIN|AB30000000012345|AC|AY2AZF412\r"
CHECK_IN = b"09N20260115    09300020260115    093000APDESK1|AOMAIN|AB30000000012345|AC|AY4AZEE1F\r"
UPDATE = b"1920260115    093000AOMAIN|AB30000000012345|AC|CHTAGGED-20260115|AY3AZEF9E\r"
BARCODE = "30000000012345"
EPOCH_S = datetime(2026, 1, 15, 9, 30).timestamp()  # noqa: DTZ001
"""In local time, as a server writes it."""


def build(query: str = "") -> Sip2System:
    system = build_simulated(f"sim://sip2?{query}", lambda: EPOCH_S)
    assert isinstance(system, Sip2System)
    book = system.shelf.by_barcode.popitem()[1]
    book.barcode, book.title, book.call_number = BARCODE, "Example title", "QA76.73 .P98"
    system.shelf.by_barcode[BARCODE] = book
    return system


def logged_in(system: Sip2System) -> Sip2Session:
    session = system.connect()
    assert session.receive(b"") == b""
    assert session.receive(LOGIN).startswith(b"941")
    return session


def test_a_session_of_the_samples() -> None:
    system = build("items=1")
    session = system.connect()
    assert session.receive(LOGIN) == b"941AY0AZFDFD\r"
    status = session.receive(STATUS)
    assert status.startswith(b"98YYNNNN10000320260115    0930002.00AOMAIN|AMDemo Library|BX")
    # Login, status, check-in, item information and update, answers sent again; no patrons.
    assert b"|BXNNYNYYYNNNYYNNNN|" in status
    assert session.receive(LOOK_UP).startswith(
        b"1803010120260115    093000AB30000000012345|AJExample title|BGMAIN|CK001|AQMAIN|"
    )
    assert session.receive(UPDATE).startswith(
        b"20120260115    093000AB30000000012345|AJExample title|CHTAGGED-20260115|AY3AZ"
    )
    assert session.receive(CHECK_IN).startswith(
        b"101YNN20260115    093000AOMAIN|AB30000000012345|AQMAIN|AJExample title|"
    )
    kept = system.items()[BARCODE]
    assert (kept["properties"], kept["check_ins"], kept["updates"]) == ("TAGGED-20260115", 1, 1)
    assert system.asked == ["93", "99", "17", "19", "09"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(LOOK_UP.replace(b"F412", b"F413"), id="wrong checksum"),
        pytest.param(b"1720260115    0930AOMAIN|AB1|\r", id="short date"),
        pytest.param(b"1720260115    093000AOMAIN|\r", id="no item"),
        pytest.param(b"1720260115    093000AOMAIN|AB1|XXnew|\r", id="unknown field"),
        pytest.param(b"1720260115    093000AOMAIN|AB1|AB2|\r", id="twice"),
        pytest.param(b"1720260115    093000AOMAIN|AB1\r", id="no last delimiter"),
        pytest.param(b"09N20260115    09300020260115    093000APx|AOx|AB1|\r", id="no AC"),
        pytest.param(b"2300120260115    093000AOMAIN|AA1|AC|AD|\r", id="about a patron"),
        pytest.param(b"noise\r", id="noise"),
    ],
)
def test_what_is_not_right_is_asked_for_again(line: bytes) -> None:
    session = logged_in(build())
    assert session.receive(line)[:2] == b"96"
    assert session.receive(LOOK_UP)[:2] == b"18"


def test_the_same_frame_again_gets_the_same_answer_and_is_not_done_again() -> None:
    system = build("items=1")
    session = logged_in(system)
    first = session.receive(CHECK_IN)
    assert session.receive(CHECK_IN) == first
    assert session.receive(b"97AZFEF5\r") == first
    assert system.items()[BARCODE]["check_ins"] == 1


def test_a_fussy_one_wants_the_sequence_to_grow() -> None:
    session = logged_in(build("dialect=fussy&items=1"))
    assert session.receive(LOOK_UP)[:2] == b"96"
    assert session.receive(STATUS)[:2] == b"98"
    assert session.receive(LOOK_UP)[:2] == b"18"
    assert session.receive(LOOK_UP)[:2] == b"96"
    assert session.receive(UPDATE)[:2] == b""


def test_dialects_differ() -> None:
    assert logged_in(build("dialect=koha")).receive(LOOK_UP).endswith(b"\r\n")
    assert b"AY" not in logged_in(build("dialect=folio")).receive(LOOK_UP)
    fussy = logged_in(build("dialect=fussy")).receive(STATUS)
    assert fussy.startswith(b"98YYNNNN 10  3")
    assert b"|  AY1AZ" in fussy
    assert logged_in(build("dialect=folio")).receive(UPDATE) == b"96AZFEF6\r"
    resent = logged_in(build("dialect=evergreen"))
    resent.receive(STATUS)
    assert b"AY0AZ" in resent.receive(b"97AZFEF5\r")


@pytest.mark.parametrize("dialect", ["plain", "koha", "evergreen", "fussy"])
def test_the_first_message_has_to_be_the_login(dialect: str) -> None:
    with pytest.raises(HungUp):
        build(f"dialect={dialect}").connect().receive(STATUS)


def test_a_wrong_password_is_refused() -> None:
    wrong = b"9300CNstation1|COwrong|\r"
    session = build().connect()
    assert session.receive(wrong) == b"940\r"
    with pytest.raises(HungUp):
        session.receive(LOOK_UP)
    with pytest.raises(HungUp):
        build("dialect=evergreen").connect().receive(wrong)


def test_prompts() -> None:
    session = build("login=telnet").connect()
    assert session.receive(b"").endswith(b"login: ")
    assert session.receive(b"station1\r\n") == b"password: "
    assert b"incorrect" in session.receive(b"wrong\r\n")
    session.receive(b"station1\r\n")
    assert b"OK" in session.receive(b"secret\r\n")
    assert session.receive(b"9900802.00AY1AZFCA0\r")[:2] == b"98"


def test_it_takes_its_time() -> None:
    session = logged_in(build("latency_ms=50"))
    assert session.take_delay_s() == 0.05
    assert session.take_delay_s() == 0


def test_plays() -> None:
    system = build("items=1")
    assert SIMULATOR.play(system, f"change {BARCODE} title Another one")
    assert SIMULATOR.play(system, "items").splitlines()[0].startswith(f"{BARCODE} 03 Another one")
    SIMULATOR.play(system, "fault wrong checksum")
    session = logged_in(system)
    assert session.receive(LOOK_UP)[-5:-1] == b"0000"
    assert session.receive(b"97AZFEF5\r")[-5:-1] != b"0000"
    SIMULATOR.play(system, "fault not listening")
    with pytest.raises(HungUp):
        session.receive(CHECK_IN)
    with pytest.raises(NotListening):
        system.connect()
    SIMULATOR.play(system, "mute")
    assert system.connect().receive(LOGIN) == b""
    SIMULATOR.play(system, "mute off")
    assert system.connect().receive(LOGIN)
    for line in ("lend", "lend 1 2", "change 1 title x", f"change {BARCODE} colour red"):
        with pytest.raises(InputRefused, match=line.split()[0]):
            SIMULATOR.play(system, line)
    with pytest.raises(InputRefused, match="No fault"):
        SIMULATOR.play(system, "fault earthquake")


@pytest.mark.parametrize("query", ["dialect=coha", "itmes=1", "items=many"])
def test_settings_that_make_no_sense(query: str) -> None:
    with pytest.raises(ConfigError):
        build_simulated(f"sim://sip2?{query}")
