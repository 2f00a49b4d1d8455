"""Calls to OCLC's Metadata API: the token, and its errors in words."""

import base64
import threading
from typing import Any
from urllib.parse import urlencode

import msgspec

from procstation.ils import HttpSession, Reply, Site, tr
from procstation_connectors.oclc.options import OclcOptions

MARCXML = "application/marcxml+xml"
RENEW_BEFORE_S = 60.0
MOST_SAID = 200


class _Refusal(msgspec.Struct):
    type: str = ""
    title: str = ""
    detail: str | None = None


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float = 0


def explain(reply: Reply) -> tuple[str, str]:
    """Return code and words of an error body."""
    try:
        refusal = msgspec.json.decode(reply.body, type=_Refusal)
    except (msgspec.DecodeError, RecursionError):
        return "", ""
    words = " ".join((refusal.detail or refusal.title).split())[:MOST_SAID].rstrip(". ")
    return refusal.type, words


class OclcCalls:
    """Calls with a token that is fetched when it is needed."""

    def __init__(self, site: Site, options: OclcOptions) -> None:
        self._site = site
        self._options = options
        self._lock = threading.Lock()
        self._token = ""
        self._until_s = 0.0
        self._session = HttpSession(
            site,
            site.base,
            self._headers,
            self._forget,
            explain,
            options.per_second or None,
            options.ca_file,
        )

    def search(self, path: str, name: str, params: dict[str, str | int]) -> list[dict[str, Any]]:
        """Return the entries of a search, which are called `name`."""
        accept = {"Accept": "application/json"}
        reply = self._session.call("GET", path, params=params, headers=accept)
        found = reply.json()
        entries = found.get(name) if isinstance(found, dict) else None
        if entries is None and isinstance(found, dict) and found.get("numberOfRecords") == 0:
            return []
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            raise reply.unusable(tr("no list of {name}", name=name))
        return entries

    def record(self, path: str) -> Reply | None:
        """Return an answer with a record, None when there is no such record."""
        reply = self._session.call("GET", path, headers={"Accept": MARCXML}, expect=(404,))
        return None if reply.status == 404 else reply

    def write(self, method: str, path: str, body: bytes | None = None) -> Reply:
        """Change a record."""
        headers = {"Accept": MARCXML}
        if body is not None:
            headers["Content-Type"] = MARCXML
        return self._session.call(method, path, body=body, headers=headers)

    def close(self) -> None:
        self._session.close()

    def _headers(self) -> dict[str, str]:
        with self._lock:
            if not self._token or self._site.clock.now_s() >= self._until_s:
                self._log_in()
            return {"Authorization": f"Bearer {self._token}"}

    def _forget(self) -> bool:
        with self._lock:
            self._token = ""
        return True

    def _log_in(self) -> None:
        pair = f"{self._site.user}:{self._site.secret().reveal()}"
        form = {"grant_type": "client_credentials", "scope": self._options.scope}
        reply = self._session.call(
            "POST",
            self._options.login_url,
            body=urlencode(form).encode(),
            headers={
                "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
            reads=True,
            logs_in=True,
        )
        try:
            token = msgspec.convert(reply.json(), _Token)
        except msgspec.ValidationError as error:
            raise reply.unusable(tr("no token")) from error
        self._token = token.access_token
        self._until_s = self._site.clock.now_s() + max(token.expires_in - RENEW_BEFORE_S, 0)
