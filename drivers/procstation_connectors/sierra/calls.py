"""Calls to Sierra's REST API: the token, its errors in words, empty lists and empty answers."""

import base64
import threading
from collections.abc import Mapping
from typing import Any

import msgspec

from procstation.ils import HttpSession, Reply, Site, SystemRefused, tr
from procstation_connectors.sierra.options import SierraOptions

ROOT = "/iii/sierra-api/v6"
NOTHING = "107"
"""Its code for a record that is not there, and for a list with nothing in it."""
RENEW_BEFORE_S = 60.0
MOST_SAID = 200


class _Refusal(msgspec.Struct):
    code: int = 0
    name: str = ""
    description: str | None = None


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float = 0


def explain(reply: Reply) -> tuple[str, str]:
    """Return code and words of an error body."""
    try:
        refusal = msgspec.json.decode(reply.body, type=_Refusal)
    except (msgspec.DecodeError, RecursionError):
        return "", ""
    words = ": ".join(part for part in (refusal.name, refusal.description) if part)
    return str(refusal.code), " ".join(words.split())[:MOST_SAID].rstrip(".")


class SierraCalls:
    """Calls with a token that is fetched when it is needed."""

    def __init__(self, site: Site, options: SierraOptions) -> None:
        self._site = site
        self._lock = threading.Lock()
        self._token = ""
        self._until_s = 0.0
        base = site.base if "/sierra-api/" in site.base else site.base + ROOT
        self._session = HttpSession(
            site,
            base,
            self._headers,
            self._forget,
            explain,
            options.per_second or None,
            options.ca_file,
        )

    def read(self, path: str, params: Mapping[str, str | int], json: Any = None) -> dict[str, Any]:
        """Return the object of an answer to what only reads; with `json` it is a query.

        Raises:
            SystemRefused: With code 107: there is nothing.
        """
        method = "GET" if json is None else "POST"
        reply = self._session.call(method, path, params=params, json=json, reads=True)
        if not reply.body.strip():
            # Live servers are known to say nothing once in a while.
            reply = self._session.call(method, path, params=params, json=json, reads=True)
        found = reply.json()
        if not isinstance(found, dict):
            raise reply.unusable(tr("no object"))
        return found

    def entries(
        self, path: str, params: Mapping[str, str | int], json: Any = None
    ) -> list[dict[str, Any]]:
        """Return the entries of a list."""
        try:
            found = self.read(path, params, json).get("entries", [])
        except SystemRefused as refused:
            if refused.code == NOTHING:
                return []
            raise
        return [entry for entry in found if isinstance(entry, dict)]

    def write(self, method: str, path: str, json: Any = None) -> Reply:
        """Change something."""
        return self._session.call(method, path, json=json)

    def close(self) -> None:
        self._session.close()

    def _headers(self) -> dict[str, str]:
        with self._lock:
            if not self._token or self._site.clock.now_s() >= self._until_s:
                self._log_in()
            return {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}

    def _forget(self) -> bool:
        with self._lock:
            self._token = ""
        return True

    def _log_in(self) -> None:
        reply = self._session.call(
            "POST",
            "/token",
            body=b"grant_type=client_credentials",
            headers={
                "Authorization": f"Basic {self._pair()}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            reads=True,
            logs_in=True,
        )
        try:
            token = msgspec.convert(reply.json(), _Token)
        except msgspec.ValidationError as error:
            raise reply.unusable(tr("no token")) from error
        self._token = token.access_token
        life_s = max(token.expires_in - RENEW_BEFORE_S, 0)
        self._until_s = self._site.clock.now_s() + life_s

    def _pair(self) -> str:
        pair = f"{self._site.user}:{self._site.secret().reveal()}"
        return base64.b64encode(pair.encode()).decode()
