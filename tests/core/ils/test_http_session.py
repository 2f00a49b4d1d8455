"""HTTP with patience, within limits, and never twice by accident."""

import gzip
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.credentials import Secret
from procstation.errors import (
    OutcomeUnknown,
    SystemBusy,
    SystemConfused,
    SystemDenied,
    SystemRefused,
    SystemUnreachable,
)
from procstation.ils import Clock, HttpSession, Line, Site, Tls
from procstation.ils.http_session import MOST_BYTES
from procstation.ils.sim_wiring import VirtualClock

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]

PAGE = b"\n <!DOCTYPE html><html><body>Please sign in</body></html>"


class Script(httpx.BaseTransport):
    """Answers call by call; the last answer is for all further ones."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.at_s: list[float] = []
        self.clock = VirtualClock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        self.at_s.append(self.clock.now_s())
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            # Each time anew: an answer can be read once.
            return httpx.Response(
                answer.status_code, headers=answer.headers, content=answer.content
            )
        return answer(request)


class Scripted:
    def __init__(self, script: Script) -> None:
        self._script = script

    @property
    def clock(self) -> Clock:
        return self._script.clock

    def transport(self) -> httpx.BaseTransport:
        return self._script

    def line(self, host: str, port: int, tls: Tls | None) -> Line:
        raise NotImplementedError


def session(script: Script, base: str = "https://ils.example.org/api", **more: Any) -> HttpSession:
    site = Site("Test", base, "user", lambda: Secret("s3cret"), Scripted(script))
    return HttpSession(site, base, **more)


def ok(value: bytes = b'{"a": 1}') -> httpx.Response:
    return httpx.Response(200, content=value)


def status(
    code: int, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> httpx.Response:
    return httpx.Response(code, headers=headers, content=body)


def test_an_answer_arrives_whole() -> None:
    script = Script(
        httpx.Response(200, headers={"X-Total-Count": "7"}, content=b'{"a": "\xc3\xa9"}')
    )
    reply = session(script, headers=lambda: {"Authorization": "Basic x"}).call(
        "GET", "/items", params={"q": 'a b&"é'}
    )
    assert reply.json() == {"a": "é"}
    assert reply.headers["x-total-count"] == "7"
    (asked,) = script.asked
    assert str(asked.url) == "https://ils.example.org/api/items?q=a+b%26%22%C3%A9"
    assert asked.headers["authorization"] == "Basic x"
    assert asked.headers["user-agent"].startswith("procstation/")


def test_a_body_is_sent_as_json() -> None:
    script = Script(status(204))
    session(script).call("PUT", "/items/1", json={"a": "é"})
    assert script.asked[0].content == '{"a":"é"}'.encode()
    assert script.asked[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ReadTimeout("timed out"),
        httpx.WriteTimeout("timed out"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("server disconnected"),
        status(500, body=b"oops"),
        status(502, body=PAGE),
        status(504),
    ],
)
def test_what_is_lost_is_asked_again_when_it_reads_and_never_when_it_changes(
    trouble: Answer,
) -> None:
    script = Script(trouble, trouble, ok())
    assert session(script).call("GET", "/items").status == 200
    assert len(script.asked) == 3
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        script = Script(trouble, ok())
        with pytest.raises(OutcomeUnknown) as lost:
            session(script).call(method, "/items/1")
        assert len(script.asked) == 1
        assert "looked up" in lost.value.do_next or "proxy" in lost.value.do_next


@pytest.mark.parametrize(
    "trouble", [httpx.ConnectError("refused"), httpx.ConnectTimeout("timed out")]
)
def test_what_was_never_sent_is_tried_again_and_given_up(trouble: Exception) -> None:
    script = Script(trouble, ok())
    assert session(script).call("PUT", "/items/1").status == 200
    script = Script(trouble)
    with pytest.raises(SystemUnreachable, match="cannot be reached"):
        session(script).call("PUT", "/items/1")
    assert len(script.asked) == 4


def test_a_post_that_only_reads_is_asked_again() -> None:
    script = Script(httpx.ReadTimeout("timed out"), ok())
    assert session(script).call("POST", "/query", json={}, reads=True).status == 200


@given(st.integers(1, 3))
def test_pauses_grow_and_are_never_the_same_for_all(failures: int) -> None:
    script = Script(*[httpx.ConnectError("refused")] * failures, ok())
    session(script).call("GET", "/items")
    pauses = [after - before for before, after in zip(script.at_s, script.at_s[1:], strict=False)]
    bounds = [(0.25, 0.5), (0.5, 1.0), (1.0, 2.0)]
    for pause, (least, most) in zip(pauses, bounds, strict=False):
        assert least <= pause <= most


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry-After": "7"}, 7),
        (
            # The system's clock is a day off; its wish is not.
            {
                "Retry-After": "Sat, 21 Nov 2026 01:00:09 GMT",
                "Date": "Sat, 21 Nov 2026 01:00:00 GMT",
            },
            9,
        ),
        (
            {
                "Retry-After": "Sat, 21 Nov 2026 00:00:00 GMT",
                "Date": "Sat, 21 Nov 2026 01:00:00 GMT",
            },
            0,
        ),
    ],
)
@pytest.mark.parametrize("code", [429, 503])
def test_a_wish_to_wait_is_kept(code: int, headers: dict[str, str], wait_s: float) -> None:
    script = Script(status(code, headers, b"later"), ok())
    assert session(script).call("PUT", "/items/1").status == 200
    waited = script.at_s[1]
    assert max(wait_s, 0.25) <= waited <= max(wait_s, 0.5)


@pytest.mark.parametrize(
    "headers", [{}, {"Retry-After": "soon"}, {"Retry-After": "Sat, 21 Nov 2026 01:00:09 GMT"}]
)
def test_without_a_wish_that_makes_sense_the_usual_pause_is_made(headers: dict[str, str]) -> None:
    script = Script(status(429, headers), ok())
    session(script).call("GET", "/items")
    assert 0.25 <= script.at_s[1] <= 0.5


def test_more_patience_than_a_minute_is_left_to_others() -> None:
    script = Script(status(429, {"Retry-After": "3600"}))
    with pytest.raises(SystemBusy) as busy:
        session(script).call("PUT", "/items/1")
    assert busy.value.wait_s == 3600
    assert len(script.asked) == 1


def test_a_page_of_a_proxy_is_never_taken_for_an_answer() -> None:
    for code, expect in ((200, ()), (404, (404,))):
        with pytest.raises(SystemConfused, match="web page"):
            session(Script(status(code, body=PAGE))).call("GET", "/items/1", expect=expect)
        with pytest.raises(OutcomeUnknown, match="web page"):
            session(Script(status(code, body=PAGE))).call("DELETE", "/items/1", expect=expect)


@pytest.mark.parametrize("body", [b'{"a": [1, 2', b"", b"\xff\xfe", b"plain words"])
def test_half_a_json_is_none(body: bytes) -> None:
    with pytest.raises(SystemConfused, match="no JSON"):
        session(Script(ok(body))).call("GET", "/items").json()
    with pytest.raises(OutcomeUnknown, match="no JSON"):
        session(Script(ok(body))).call("POST", "/items").json()


def test_packed_bytes_that_are_none_are_a_loss() -> None:
    def packed(_: httpx.Request) -> httpx.Response:
        broken = gzip.compress(b'{"a": 1}')[:-9] + b"123456789"
        stream = httpx.ByteStream(broken)
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=stream)

    script = Script(packed, ok())
    assert session(script).call("GET", "/items").json() == {"a": 1}
    with pytest.raises(OutcomeUnknown):
        session(Script(packed)).call("PUT", "/items/1")


def test_too_much_is_not_read_to_its_end() -> None:
    read = []

    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            piece = bytes(1 << 20)
            while True:
                read.append(len(piece))
                yield piece

    script = Script(lambda _: httpx.Response(200, stream=Endless()))
    with pytest.raises(SystemConfused, match="more than"):
        session(script).call("GET", "/items")
    assert sum(read) <= MOST_BYTES + (1 << 20)
    with pytest.raises(OutcomeUnknown, match="more than"):
        session(script).call("PUT", "/items/1")


def test_it_does_not_follow_to_another_place() -> None:
    script = Script(status(302, {"Location": "https://login.example.com/x?session=abc"}))
    with pytest.raises(SystemDenied, match=r"on to login\.example\.com \(HTTP 302\)") as denied:
        session(script).call("PUT", "/items/1")
    assert "abc" not in denied.value.what
    assert len(script.asked) == 1


def test_a_redirect_that_is_expected_is_an_answer() -> None:
    script = Script(status(302, {"Location": "/api/items/7"}))
    reply = session(script).call("GET", "/items", expect=(302,))
    assert reply.headers["location"] == "/api/items/7"


def test_a_certificate_that_does_not_hold_is_for_a_person() -> None:
    script = Script(
        httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired (_ssl.c:1)")
    )
    with pytest.raises(SystemDenied, match="certificate has expired") as denied:
        session(script).call("GET", "/items")
    assert "ca_file" in denied.value.do_next
    assert len(script.asked) == 1


def test_a_token_is_renewed_once_and_the_call_sent_again() -> None:
    tokens = ["new", "old"]

    def renew() -> bool:
        tokens.pop()
        return True

    script = Script(status(401, body=b"expired"), ok())
    calls = session(script, headers=lambda: {"Authorization": f"Bearer {tokens[-1]}"}, renew=renew)
    assert calls.call("PUT", "/items/1").status == 200
    sent = [one.headers["authorization"] for one in script.asked]
    assert sent == ["Bearer old", "Bearer new"]


def test_a_token_that_is_not_taken_when_new_is_wrong() -> None:
    script = Script(status(401, body=b"no such user."))
    with pytest.raises(SystemDenied, match=r"login: no such user\.$"):
        session(script, renew=lambda: True).call("GET", "/items")
    assert len(script.asked) == 2
    script = Script(status(401))
    with pytest.raises(SystemDenied):
        session(script).call("GET", "/items")
    assert len(script.asked) == 1


@pytest.mark.parametrize("code", [400, 401, 403, 422])
def test_a_login_that_is_refused_is_not_tried_again(code: int) -> None:
    script = Script(status(code, body=b"wrong"))
    with pytest.raises(SystemDenied, match="does not accept the login"):
        session(script, renew=lambda: True).call("POST", "/token", reads=True, logs_in=True)
    assert len(script.asked) == 1


def test_a_missing_right_is_named() -> None:
    script = Script(status(403, body=b"Missing permission edit_items"))
    with pytest.raises(SystemDenied, match="does not allow PUT /items/1: Missing permission"):
        session(script).call("PUT", "/items/1")


def test_a_refusal_has_code_and_words_cut_short() -> None:
    script = Script(status(400, body=b"no " * 500))
    with pytest.raises(SystemRefused) as refused:
        session(script).call("PUT", "/items/1")
    assert len(refused.value.what) < 260
    script = Script(status(409, body=b"x"))
    with pytest.raises(SystemRefused, match=r"taken\.$") as refused:
        session(script, explain=lambda _: ("dup", "taken.")).call("PUT", "/items/1")
    assert refused.value.code == "dup"


def test_calls_keep_their_rate() -> None:
    script = Script(ok())
    calls = session(script, per_second=5)
    for _ in range(6):
        calls.call("GET", "/items")
    assert script.at_s == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])


@pytest.mark.parametrize("secret", ["s3cret\n", "s3crét", "s3\x00cret"])
def test_a_secret_that_cannot_be_sent_is_not_shown(secret: str) -> None:
    script = Script(ok())
    with pytest.raises(SystemDenied, match="cannot") as denied:
        session(script, headers=lambda: {"Authorization": secret}).call("GET", "/items")
    assert "s3" not in denied.value.what + denied.value.do_next
    assert script.asked == []


@pytest.mark.parametrize("base", ["ils.example.org", "ftp://ils.example.org", "https://"])
def test_an_address_that_is_none_is_told(base: str) -> None:
    script = Script(httpx.UnsupportedProtocol("Request URL is missing an 'http://' protocol."))
    with pytest.raises(SystemDenied, match="no address of a system"):
        session(script, base).call("GET", "/items")


def test_a_login_that_fails_is_not_tried_four_times_four() -> None:
    logins = []

    def headers() -> dict[str, str]:
        logins.append(1)
        raise SystemUnreachable("The login did not answer.", "Wait.")

    with pytest.raises(SystemUnreachable, match="login"):
        session(Script(ok()), headers=headers).call("GET", "/items")
    assert len(logins) == 1


def test_certificates_that_are_none_are_told(tmp_path: Any) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    for named in (file, tmp_path / "nowhere.pem"):
        with pytest.raises(SystemDenied, match="cannot be used"):
            session(Script(ok()), verify=str(named)).call("GET", "/items")
