"""How the station shows FOLIO who it is: an access token for minutes, refreshed before it ends."""

import re
import threading
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from procstation.ils import HttpSession, Reply, Site, SystemDenied, tr

RENEW_BEFORE_S = 30.0
USUAL_LIFE_S = 600.0
"""Of an access token, where FOLIO does not say."""


class FolioLogin:
    """Tokens of one login.

    Args:
        expiring: Whether FOLIO gives tokens that end (login-with-expiry).
    """

    def __init__(self, site: Site, tenant: str, expiring: bool) -> None:
        self._site = site
        self._tenant = tenant
        self._expiring = expiring
        self._lock = threading.Lock()
        self._access, self._access_until_s = "", 0.0
        self._refresh, self._refresh_until_s = "", 0.0

    def headers(self, session: HttpSession) -> Mapping[str, str]:
        """Return what goes with every call."""
        with self._lock:
            if not self._access or self._site.clock.now_s() >= self._access_until_s:
                self._fetch(session)
            return {"X-Okapi-Tenant": self._tenant, "X-Okapi-Token": self._access}

    def renew(self) -> bool:
        """Forget the token, which FOLIO did not take."""
        with self._lock:
            self._access = self._refresh = ""
        return True

    def _fetch(self, session: HttpSession) -> None:
        if self._refresh and self._site.clock.now_s() < self._refresh_until_s:
            cookie = {"Cookie": f"folioRefreshToken={self._refresh}"}
            try:
                self._take(self._post(session, "/authn/refresh", cookie, None))
                return
            except SystemDenied:
                # Taken back there; the password still holds.
                self._refresh = ""
        said = {"username": self._site.user, "password": self._site.secret().reveal()}
        path = "/authn/login-with-expiry" if self._expiring else "/authn/login"
        self._take(self._post(session, path, {}, said))

    def _post(
        self, session: HttpSession, path: str, headers: Mapping[str, str], said: object
    ) -> Reply:
        return session.call(
            "POST",
            path,
            json=said,
            headers={"X-Okapi-Tenant": self._tenant, **headers},
            reads=True,
            logs_in=True,
        )

    def _take(self, reply: Reply) -> None:
        now_s = self._site.clock.now_s()
        if not self._expiring:
            self._access = reply.headers.get("x-okapi-token", "")
            self._access_until_s = float("inf")
        else:
            self._access = _cookie(reply, "folioAccessToken")
            self._refresh = _cookie(reply, "folioRefreshToken")
            self._access_until_s = now_s + _life_s(reply, "accessTokenExpiration")
            self._refresh_until_s = now_s + _life_s(reply, "refreshTokenExpiration")
        if not self._access:
            raise reply.unusable(tr("without a token"))


def _cookie(reply: Reply, name: str) -> str:
    found = re.search(rf"(?:^|[,;\s]){name}=([^;,\s]+)", reply.headers.get("set-cookie", ""))
    return found[1] if found else ""


def _life_s(reply: Reply, key: str) -> float:
    """Return how long a token is used, by FOLIO's own clock, which may be a day off ours."""
    said = reply.json()
    try:
        until = datetime.fromisoformat(said[key])
        life_s = (until - parsedate_to_datetime(reply.headers["date"])).total_seconds()
    except (KeyError, TypeError, ValueError):
        life_s = USUAL_LIFE_S
    return max(life_s - RENEW_BEFORE_S, 0.0)
