"""Answers over HTTP, and what those that say no mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from procstation.errors import (
    OutcomeUnknown,
    StationError,
    SystemBusy,
    SystemConfused,
    SystemDenied,
    SystemRefused,
    SystemUnreachable,
)
from procstation.language import tr

MOST_SAID = 200
"""Characters of a system's own words that go into a message."""

LATER = frozenset({429, 503})
GATEWAY = frozenset({502, 504})


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that arrived whole.

    Attributes:
        headers: Names in lower case.
        asked: What was asked for, for messages: "GET /items".
        reads: Nothing could have been changed by it.
        by: The system, for messages.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    asked: str
    reads: bool
    by: str

    @property
    def text(self) -> str:
        """The body as text, whatever it is."""
        return self.body.decode("utf-8", "replace")

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """Return the body, read as JSON.

        Raises:
            SystemConfused: It is none (a proxy's page, half an answer) and nothing was changed.
            OutcomeUnknown: It is none, and something may have been changed.
        """
        if not self.looks_like_html:
            try:
                return msgspec.json.decode(self.body)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                pass
        raise self.unusable(tr("no JSON"))

    @property
    def looks_like_html(self) -> bool:
        return self.body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))

    def unusable(self, why: str) -> StationError:
        """Return the error for an answer that makes no sense."""
        if self.looks_like_html:
            what = tr(
                "{name} answered {asked} with a web page (HTTP {status}).",
                name=self.by,
                asked=self.asked,
                status=self.status,
            )
            do_next = tr(
                "A proxy or a login page stands between: check the address and the network."
            )
        else:
            what = tr(
                "{name} answered {asked} (HTTP {status}), and it is {why}.",
                name=self.by,
                asked=self.asked,
                status=self.status,
                why=why,
            )
            do_next = tr("Try again; if it stays, ask whoever runs the system.")
        return SystemConfused(what, do_next) if self.reads else OutcomeUnknown(what, do_next)


Explain = Callable[[Reply], tuple[str, str]]
"""Takes an answer that says no; returns the system's code for it ("" without) and its words."""


WishOf = Callable[[Reply], float | None]
"""Takes an answer; returns for how many seconds the system wants to be left alone."""


def say_the_body(reply: Reply) -> tuple[str, str]:
    """Explain by the text of the body, cut short."""
    return "", " ".join(reply.text.split())[:MOST_SAID]


def retry_after_s(reply: Reply) -> float | None:
    """Return what `Retry-After` says, in seconds; None when it says nothing."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
        # Measured by the system's own clock, which may be a day off ours.
        since = parsedate_to_datetime(reply.headers["date"])
    except (KeyError, TypeError, ValueError):
        return None
    return max(0.0, (until - since).total_seconds())


def error_of(reply: Reply, logs_in: bool, explain: Explain, wish_s: WishOf) -> StationError:
    """Return the error that an answer means.

    Args:
        logs_in: It answers a login.
        wish_s: How long a system that answers 429 or 503 wants to be left alone.
    """
    name, status = reply.by, reply.status
    if status < 400:
        # Only the host: what else is in it may be a session.
        host = urlsplit(reply.headers.get("location", "")).netloc or tr("another place")
        return SystemDenied(
            tr(
                "{name} sends {asked} on to {host} (HTTP {status}).",
                name=name,
                asked=reply.asked,
                host=host,
                status=status,
            ),
            tr("Set its url to where the system itself answers."),
        )
    if reply.looks_like_html:
        if status in LATER | GATEWAY:
            return _later(reply, tr("a web page"), wish_s)
        return reply.unusable(tr("a web page"))
    code, words = explain(reply)
    words = words.rstrip(". ") or tr("HTTP {status}", status=status)
    if status == 401 or (logs_in and status in {400, 403, 422}):
        return SystemDenied(
            tr("{name} does not accept the login: {words}.", name=name, words=words),
            tr("Check user and password or key; nothing is sent until they are right."),
        )
    if status == 403:
        return SystemDenied(
            tr(
                "{name} does not allow {asked}: {words}.", name=name, asked=reply.asked, words=words
            ),
            tr("Give the login that right in the system."),
        )
    if status in LATER | GATEWAY or status >= 500:
        return _later(reply, words, wish_s)
    return SystemRefused(
        tr("{name} refuses {asked}: {words}.", name=name, asked=reply.asked, words=words),
        tr("Put it right, then try again."),
        code,
    )


def _later(reply: Reply, words: str, wish_s: WishOf) -> StationError:
    name = reply.by
    if reply.status == 429:
        return SystemBusy(
            tr("{name} takes no more calls for now: {words}.", name=name, words=words),
            tr("Nothing to do: it is tried again by itself."),
            wish_s(reply),
        )
    if reply.status == 503:
        return SystemBusy(
            tr("{name} is not in service: {words}.", name=name, words=words),
            tr("Nothing to do: it is tried again by itself."),
            wish_s(reply),
        )
    what = tr(
        "{name} failed at {asked} (HTTP {status}): {words}.",
        name=name,
        asked=reply.asked,
        status=reply.status,
        words=words,
    )
    if reply.reads:
        return SystemUnreachable(what, tr("It is tried again by itself."))
    return OutcomeUnknown(what, tr("It is looked up before it is sent again."))
