"""HTTP as a careful client speaks it: with patience, within limits, and never twice by accident.

What only reads is tried again by itself, with growing pauses. What changes something is sent again
only when it is certain that the first time did nothing; otherwise `OutcomeUnknown` says so, and the
outbox looks before it asks again.
"""

import logging
import random
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from procstation import __version__
from procstation.errors import (
    OutcomeUnknown,
    StationError,
    SystemBusy,
    SystemConfused,
    SystemDenied,
    SystemUnreachable,
)
from procstation.ils.http_reply import Explain, Reply, WishOf, error_of, retry_after_s, say_the_body
from procstation.ils.quiet_libraries import quiet_libraries
from procstation.ils.system import Site
from procstation.language import tr

if TYPE_CHECKING:
    import httpx

LOG = logging.getLogger("procstation.ils")

CONNECT_S, READ_S = 5.0, 30.0
ATTEMPTS = 4
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 8.0
LONGEST_WISH_S = 60.0
"""A system that asks for more patience than this is left to the outbox, which has it."""
MOST_BYTES = 32 * 1024 * 1024
"""Of one answer."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class HttpSession:
    """Calls to one system.

    Args:
        base: What paths are appended to.
        headers: Sent with every call; asked for anew each time, so that a token may change.
        renew: Called once after a 401; True when there is a new token and it is worth a try.
        explain: Turns the body of a refusal into its code and words.
        per_second: Calls; None for no limit of our own.
        verify: A file of certificates to trust instead of the system's.
        wish_s: How long a system that answers 429 or 503 wants to be left alone; None when it does
            not say.
    """

    def __init__(
        self,
        site: Site,
        base: str,
        headers: Callable[[], Mapping[str, str]] = dict,
        renew: Callable[[], bool] = lambda: False,
        explain: Explain = say_the_body,
        per_second: float | None = None,
        verify: str = "",
        wish_s: WishOf = retry_after_s,
    ) -> None:
        self._site = site
        self._base = base.rstrip("/")
        self._headers = headers
        self._renew = renew
        self._explain = explain
        self._gap_s = 1 / per_second if per_second else 0.0
        self._verify = verify
        self._wish_s = wish_s
        self._lock = threading.Lock()
        self._next_at = 0.0
        self._opened: httpx.Client | None = None

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        reads: bool | None = None,
        expect: tuple[int, ...] = (),
        logs_in: bool = False,
    ) -> Reply:
        """Ask for something and return the answer.

        Args:
            path: Appended to the base; or a whole URL of the same host, as `Location` gives it.
            json: Sent as the body.
            reads: Whether it changes nothing there; by its method when None.
            expect: Statuses above 299 that are an answer too, such as 404 for "no such item".
            logs_in: No token is sent along, and 400, 401 and 403 mean that the login is wrong.

        Raises:
            SystemUnreachable, SystemBusy, SystemDenied, SystemRefused, SystemConfused,
            OutcomeUnknown: As `LibrarySystem` says.
        """
        only_reads = method in READING if reads is None else reads
        sent_headers = {**(headers or {})}
        content = body
        if json is not None:
            content = msgspec.json.encode(json)
            sent_headers.setdefault("Content-Type", "application/json")
        renewed = False
        attempt = 0
        while True:
            attempt += 1
            # Outside of the try: a login that fails has had its own tries.
            own = {} if logs_in else self._checked_headers()
            try:
                reply = self._send(
                    method, path, params, content, {**own, **sent_headers}, only_reads
                )
            except StationError as failed:
                error = failed
            else:
                if reply.status < 300 or reply.status in expect:
                    if reply.looks_like_html:
                        # Of a proxy, however it calls it: neither "done" nor "no such item".
                        raise reply.unusable(tr("a web page"))
                    return reply
                if reply.status == 401 and not renewed and not logs_in and self._renew():
                    renewed = True
                    continue
                error = error_of(reply, logs_in, self._explain, self._wish_s)
            pause_s = self._pause_before(error, attempt)
            if pause_s is None:
                raise error
            self._site.clock.wait(pause_s)

    def close(self) -> None:
        """Close what is open. Harmless when done twice."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def _pause_before(self, error: StationError, attempt: int) -> float | None:
        """Return how long to wait before the next try; None when there shall be none."""
        if attempt == ATTEMPTS or not isinstance(error, SystemUnreachable):
            return None
        growing = min(FIRST_PAUSE_S * 2.0 ** (attempt - 1), LONGEST_PAUSE_S)
        wish = error.wait_s if isinstance(error, SystemBusy) else None
        if wish is not None and wish > LONGEST_WISH_S:
            return None
        # So that six stations that lost the system together do not come back together.
        return max(wish or 0.0, growing * random.uniform(0.5, 1.0))  # noqa: S311

    def _send(
        self,
        method: str,
        path: str,
        params: Mapping[str, str | int] | None,
        content: bytes | None,
        headers: Mapping[str, str],
        reads: bool,
    ) -> Reply:
        import httpx  # noqa: PLC0415  (144 ms, and a station without a system never needs it)

        name = self._site.name
        asked = f"{method} {httpx.URL(path).path}"
        client = self._client()
        self._wait_for_turn()
        began = self._site.clock.now_s()
        try:
            with client.stream(
                method,
                path if "://" in path else self._base + path,
                params=dict(params) if params is not None else None,
                content=content,
                headers=headers,
            ) as answer:
                received = self._read(answer, asked, reads)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise self._not_reached(error) from error
        except httpx.TimeoutException as error:
            raise _lost(
                reads, tr("{name} took {asked} and did not answer in time.", name=name, asked=asked)
            ) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise SystemDenied(
                tr("{base} is no address of a system: {error}.", base=self._base, error=error),
                tr("Correct its url."),
            ) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _lost(
                reads,
                tr(
                    "{name} broke off at {asked}: {said}.",
                    name=name,
                    asked=asked,
                    said=_said(error),
                ),
            ) from error
        took_ms = (self._site.clock.now_s() - began) * 1000
        LOG.info("%s %s %d %.0f ms", name, asked, answer.status_code, took_ms)
        return Reply(
            answer.status_code,
            {key.lower(): value for key, value in answer.headers.items()},
            received,
            asked,
            reads,
            name,
        )

    def _client(self) -> "httpx.Client":
        import httpx  # noqa: PLC0415

        with self._lock:
            if self._opened is None:
                verify: Any = True
                if self._verify:
                    import ssl  # noqa: PLC0415

                    try:
                        verify = ssl.create_default_context(cafile=self._verify)
                    except (OSError, ssl.SSLError) as error:
                        raise SystemDenied(
                            tr(
                                "The certificates in {verify} cannot be used: {error}.",
                                verify=self._verify,
                                error=error,
                            ),
                            tr("Name a PEM file with the certificate of the system's authority."),
                        ) from error
                quiet_libraries()
                self._opened = httpx.Client(
                    transport=self._site.wiring.transport(),
                    verify=verify,
                    timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
                    headers={"User-Agent": f"procstation/{__version__}"},
                    follow_redirects=False,
                    # The environment's proxies are those of the person, not of the station.
                    trust_env=False,
                )
            return self._opened

    def _wait_for_turn(self) -> None:
        if not self._gap_s:
            return
        with self._lock:
            now = self._site.clock.now_s()
            turn = max(now, self._next_at)
            self._next_at = turn + self._gap_s
        if turn > now:
            self._site.clock.wait(turn - now)

    def _checked_headers(self) -> Mapping[str, str]:
        own = self._headers()
        for value in own.values():
            # A library for HTTP would complain with the value, which is a secret.
            if not (value.isascii() and value.isprintable()):
                raise SystemDenied(
                    tr(
                        "The password or key for {name} has characters that HTTP cannot carry.",
                        name=self._site.name,
                    ),
                    tr("Store it anew, without a line end."),
                )
        return own

    def _read(self, answer: "httpx.Response", asked: str, reads: bool) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in answer.iter_bytes():
            size += len(part)
            if size > MOST_BYTES:
                what = tr(
                    "{name} answered {asked} with more than {most_bytes} bytes.",
                    name=self._site.name,
                    asked=asked,
                    most_bytes=MOST_BYTES,
                )
                do_next = tr("Ask for less, or check the address.")
                raise SystemConfused(what, do_next) if reads else OutcomeUnknown(what, do_next)
            parts.append(part)
        return b"".join(parts)

    def _not_reached(self, error: Exception) -> StationError:
        said = _said(error)
        if "CERTIFICATE_VERIFY_FAILED" in said or "SSL" in said:
            return SystemDenied(
                tr(
                    "The encrypted connection to {name} fails: {said}.",
                    name=self._site.name,
                    said=said,
                ),
                tr(
                    "Check the address, the clock of this machine, and the"
                    " system's certificate (setting ca_file)."
                ),
            )
        return SystemUnreachable(
            tr("{name} cannot be reached: {said}.", name=self._site.name, said=said),
            tr("Nothing was sent. Check the network and the address; it is tried again by itself."),
        )


def _lost(reads: bool, what: str) -> StationError:
    if reads:
        return SystemUnreachable(what, tr("It is tried again by itself."))
    return OutcomeUnknown(what, tr("It is looked up before it is sent again."))


def _said(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
