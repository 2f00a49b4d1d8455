"""What a session does when things go wrong, against a strict server and its whims."""

import logging
import traceback
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sip2_play import PASSWORD, USUAL, Opened, open_sip2

from procstation.ils import (
    OutcomeUnknown,
    SystemConfused,
    SystemDenied,
    SystemRefused,
    SystemTrouble,
    SystemUnreachable,
)
from procstation_simulators.ils.faults import FAULTS, FaultName
from procstation_simulators.ils.sip2.session import FRAME_FAULTS, FrameFault

AT = "2026-11-22T01:02:03+00:00"
SERVERS = list(USUAL)


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("piece", [None, 1, 7])
def test_every_server_is_understood_in_any_pieces(server: str, piece: int | None) -> None:
    opened = open_sip2(server, piece)
    assert opened.library.state().name == "Demo Library (SIP 2.00)"
    charset = opened.server.desk.dialect.charset
    for barcode, kept in list(opened.server.items().items())[:12]:
        sendable = kept["title"].encode(charset, "replace").decode(charset)
        assert opened.item(barcode).title == sendable
    assert opened.find("nowhere-0") is None
    assert opened.server.asked[:3] == ["93", "99", "17"]
    assert opened.clock.now_s() == 0, "something was waited for"


@pytest.mark.long
@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_look_up_survives_each_fault(server: str, fault: FaultName) -> None:
    opened = open_sip2(server)
    smooth = opened.item(opened.barcodes[0])
    before = opened.server.items()
    opened.server.faults.add(fault)
    assert opened.item(opened.barcodes[0]) == smooth
    assert opened.server.items() == before
    assert opened.item(opened.barcodes[1]).barcode == opened.barcodes[1]


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("fault", FRAME_FAULTS)
def test_a_look_up_survives_each_bad_frame(server: str, fault: FrameFault) -> None:
    opened = open_sip2(server)
    # The sample with letters that each character set of the servers has in another place.
    opened.server.item(opened.barcodes[0]).title = "Cien años de soledad"
    smooth = opened.item(opened.barcodes[0])
    opened.server.frame_faults.append(fault)
    assert opened.item(opened.barcodes[0]) == smooth
    assert opened.item(opened.barcodes[1]).barcode == opened.barcodes[1]


DONE_FOR_CERTAIN: set[FaultName] = {"ok", "silence after", "gateway after", "half answer"}
"""The answer is asked for again, and comes."""

NOT_DONE: set[FaultName] = {"busy", "busy for 2 s", "not in service"}
"""The server says so, and it is tried again."""


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_check_in_is_never_done_twice(server: str, fault: FaultName) -> None:
    opened = open_sip2(server)
    barcode = opened.barcodes[0]
    opened.item(barcode)
    opened.server.faults.add(fault)
    if fault in DONE_FOR_CERTAIN | NOT_DONE:
        assert opened.library.check_in(barcode, AT).title == opened.item(barcode).title
        assert opened.server.item(barcode).check_ins == 1
        return
    with pytest.raises(OutcomeUnknown):
        opened.library.check_in(barcode, AT)
    lost = fault in ("hang up after", "server error after")
    assert opened.server.item(barcode).check_ins == int(lost)
    assert opened.item(barcode).barcode == barcode


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("fault", FRAME_FAULTS)
def test_a_check_in_with_a_bad_frame_is_done_once(server: str, fault: FrameFault) -> None:
    opened = open_sip2(server)
    opened.library.state()
    opened.server.frame_faults.append(fault)
    opened.library.check_in(opened.barcodes[0], AT)
    assert opened.server.item(opened.barcodes[0]).check_ins == 1


@pytest.mark.long
@given(
    st.sampled_from(SERVERS),
    st.lists(st.sampled_from(FAULTS), max_size=12),
    st.lists(st.sampled_from(FRAME_FAULTS), max_size=12),
)
@settings(max_examples=60, deadline=None)
def test_whatever_goes_wrong_no_check_in_is_doubled(
    server: str, faults: list[FaultName], frame_faults: list[FrameFault]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROCSTATION_SECRET_ILS", PASSWORD)
        opened = open_sip2(server)
        opened.server.faults.add(*faults)
        opened.server.frame_faults.extend(frame_faults)
        for barcode in opened.barcodes[:6]:
            try:
                opened.library.check_in(barcode, AT)
            except OutcomeUnknown:
                assert opened.server.item(barcode).check_ins in (0, 1)
            except SystemTrouble:
                assert opened.server.item(barcode).check_ins == 0
            else:
                assert opened.server.item(barcode).check_ins == 1


def test_a_server_that_takes_everything_and_answers_nothing_is_given_up() -> None:
    opened = open_sip2()
    opened.server.desk.mute = True
    with pytest.raises(SystemUnreachable, match="did not answer in time") as given_up:
        opened.find(opened.barcodes[0])
    assert "no more connections" in given_up.value.do_next
    assert opened.clock.now_s() == pytest.approx(40)
    opened.server.desk.mute = False
    assert opened.find(opened.barcodes[0])


def test_an_answer_that_stays_garbled_is_told() -> None:
    opened = open_sip2(retries=2)
    opened.library.state()
    opened.server.frame_faults.extend(["wrong checksum"] * 9)
    # The answer that is sent again is right; only a server that garbles all of them is confused.
    assert opened.find(opened.barcodes[0])
    opened = open_sip2(charset="utf-8", error_detection=True, retries=0)
    opened.library.state()
    opened.server.frame_faults.append("wrong checksum")
    with pytest.raises(SystemConfused, match="its checksum is wrong"):
        opened.find(opened.barcodes[0])


def test_what_the_server_cannot_read_is_told() -> None:
    opened = open_sip2("fussy", terminal_password="left out", seen="check-in")
    opened.server.frame_faults.extend(["ask again"] * 9)
    with pytest.raises(SystemRefused, match="asks for it again and again") as refused:
        opened.find(opened.barcodes[0])
    assert refused.value.code == "96"


def test_what_cannot_be_sent_is_refused_before_it_is() -> None:
    opened = open_sip2()
    for barcode in ("1|2", "книга", "x" * 256, "1\r2"):
        with pytest.raises(SystemRefused, match="cannot be sent"):
            opened.find(barcode)
    assert opened.find(opened.barcodes[0])


def test_a_connection_that_was_idle_is_looked_at_first() -> None:
    opened = open_sip2(idle_s=60)
    opened.item(opened.barcodes[0])
    opened.clock.wait(29)
    opened.item(opened.barcodes[0])
    assert opened.server.asked == ["93", "99", "17", "17"]
    opened.clock.wait(31)
    opened.item(opened.barcodes[0])
    assert opened.server.asked[4:] == ["99", "17"]


@pytest.mark.parametrize("server", SERVERS)
def test_a_wrong_password_is_told_at_once(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCSTATION_SECRET_ILS", "wr0ng")
    opened = open_sip2(server)
    with pytest.raises(SystemDenied, match="login"):
        opened.find(opened.barcodes[0])
    assert opened.clock.now_s() == 0


@pytest.mark.parametrize("piece", [None, 1])
def test_a_login_at_prompts(piece: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_sip2("plain", piece, "login=telnet", login="telnet")
    assert opened.item(opened.barcodes[0])
    assert opened.server.asked == ["99", "17"]
    monkeypatch.setenv("PROCSTATION_SECRET_ILS", "wr0ng")
    with pytest.raises(SystemDenied, match="does not accept"):
        open_sip2("plain", piece, "login=telnet", login="telnet").library.state()


def test_prompts_that_do_not_come_are_told() -> None:
    opened = open_sip2(login="telnet")
    with pytest.raises(SystemUnreachable, match="does not ask for the user") as told:
        opened.library.state()
    assert "option login" in told.value.do_next


def test_several_connections_share_nothing() -> None:
    opened = open_sip2(connections=3)
    assert opened.library.abilities.parallel == 3
    assert opened.item(opened.barcodes[0])


Call = Callable[[Opened], object]

CALLS: list[Call] = [
    lambda opened: opened.library.state(),
    lambda opened: opened.find("30000000000001"),
    lambda opened: opened.library.check_in("30000000000001", AT),
    lambda opened: opened.find("книга"),
]


def all_that_is_shown(call: Call, opened: Opened) -> str:
    """Return the answer, or the error with its traceback and the values in it."""
    try:
        return repr(call(opened))
    except SystemTrouble as error:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        return "\n".join([error.what, error.do_next, repr(error), *told.format()])


@pytest.mark.parametrize("login", ["message", "telnet"])
@pytest.mark.parametrize("secret", [PASSWORD, "wr0ng-passw0rd"])
def test_no_password_and_no_patron_turns_up_anywhere(
    login: str, secret: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("PROCSTATION_SECRET_ILS", secret)
    shown: list[str] = []
    for fault in ("ok", "hang up before", "silence before", "not in service", "ask again"):
        for call in CALLS:
            query = "login=telnet" if login == "telnet" else ""
            opened = open_sip2(query=query, login=login, terminal_password="password")
            opened.server.shelf.hold(["30000000000001"])
            for _ in range(15):
                opened.server.play_fault(fault.split())
            shown.append(all_that_is_shown(call, opened))
    everything = "\n".join(shown) + caplog.text
    assert len(shown) > len(CALLS)
    lines = everything.splitlines()
    words = (secret, "Patience", "21000000000017")
    assert [line for line in lines if any(word in line for word in words)][:3] == []
