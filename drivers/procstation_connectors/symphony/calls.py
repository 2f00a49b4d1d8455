"""Calls to Symphony's web services: the session, the headers, and its errors in words."""

import threading
from typing import Any

import msgspec

from procstation.ils import HttpSession, Reply, Site, SystemRefused, tr
from procstation_connectors.symphony.options import SymphonyOptions

APP = "procstation"
MOST_SAID = 200


class _Said(msgspec.Struct):
    code: str = ""
    message: str = ""


class _Prompt(msgspec.Struct):
    prompt: str | None = msgspec.field(name="promptType", default=None)


class _Refusal(msgspec.Struct):
    said: list[_Said] = msgspec.field(name="messageList", default_factory=list)
    data: _Prompt | None = msgspec.field(name="dataMap", default=None)


class _Session(msgspec.Struct):
    token: str = msgspec.field(name="sessionToken")


def explain(reply: Reply) -> tuple[str, str]:
    """Return the first code and its words out of an error body."""
    refusal = _refusal(reply)
    if refusal is None or not refusal.said:
        return "", ""
    said = refusal.said[0]
    words = " ".join(said.message.split())[:MOST_SAID].rstrip(". ")
    return said.code, f"{words} ({said.code})" if words else said.code


class SymphonyCalls:
    """Calls in a session that is opened when it is needed, and anew when it idled out."""

    def __init__(self, site: Site, options: SymphonyOptions) -> None:
        self._site = site
        self._options = options
        self._lock = threading.Lock()
        self._token = ""
        self._session = HttpSession(
            site,
            site.base,
            self._headers,
            self._forget,
            explain,
            options.per_second or None,
            options.ca_file,
        )

    def read(self, path: str, include: str = "") -> dict[str, Any] | None:
        """Return an object, None when there is none."""
        params = {"includeFields": include} if include else None
        reply = self._session.call("GET", path, params=params, expect=(404,))
        return None if reply.status == 404 else _object(reply)

    def write(self, method: str, path: str, body: Any) -> Reply:
        """Change something, as staff of the working library.

        Raises:
            SystemRefused: Also when it asks back: the station overrides nothing by itself.
        """
        headers = {
            "SD-Preferred-Role": "STAFF",
            "SD-Working-LibraryID": self._options.library,
        }
        # A prompt comes as whatever error its server likes; nothing is done before it is answered.
        reply = self._session.call(method, path, json=body, headers=headers, expect=(500,))
        if reply.status == 500:
            refusal = _refusal(reply)
            if refusal is None or refusal.data is None or not refusal.data.prompt:
                raise reply.unusable(tr("an error of its own"))
            code, words = explain(reply)
            raise SystemRefused(
                tr(
                    "{name} asks back: {words}.",
                    name=self._site.name,
                    words=words or refusal.data.prompt,
                ),
                tr("Do it in Symphony, where a person can answer."),
                refusal.data.prompt or code,
            )
        return reply

    def close(self) -> None:
        self._session.close()

    def _headers(self) -> dict[str, str]:
        with self._lock:
            if not self._token:
                self._log_in()
            return {**self._who(), "x-sirs-sessionToken": self._token}

    def _who(self) -> dict[str, str]:
        return {
            "x-sirs-clientID": self._options.client,
            "SD-Originating-App-Id": APP,
            "Accept": "application/json",
        }

    def _forget(self) -> bool:
        with self._lock:
            self._token = ""
        return True

    def _log_in(self) -> None:
        reply = self._session.call(
            "POST",
            "/user/staff/login",
            json={"login": self._site.user, "password": self._site.secret().reveal()},
            headers=self._who(),
            reads=True,
            logs_in=True,
        )
        try:
            self._token = msgspec.convert(reply.json(), _Session).token
        except msgspec.ValidationError as error:
            raise reply.unusable(tr("no session")) from error


def _refusal(reply: Reply) -> _Refusal | None:
    try:
        return msgspec.json.decode(reply.body, type=_Refusal)
    except (msgspec.DecodeError, RecursionError):
        return None


def _object(reply: Reply) -> dict[str, Any]:
    found = reply.json()
    if not isinstance(found, dict):
        raise reply.unusable(tr("no object"))
    return found
