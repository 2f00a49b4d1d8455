"""How the station shows Koha who it is."""

import base64
import threading
from collections.abc import Mapping
from urllib.parse import urlencode

from procstation.ils import HttpSession, Site, tr

RENEW_BEFORE_S = 60.0
"""A token is not used in its last minute: the call could arrive after it."""


class BasicLogin:
    """User and password with each call (RESTBasicAuth)."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def headers(self, _: HttpSession) -> Mapping[str, str]:
        pair = f"{self._site.user}:{self._site.secret().reveal()}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    def renew(self) -> bool:
        return False


class TokenLogin:
    """A token for client id and secret (RESTOAuth2ClientCredentials)."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = threading.Lock()
        self._token = ""
        self._until_s = 0.0

    def headers(self, session: HttpSession) -> Mapping[str, str]:
        with self._lock:
            if not self._token or self._site.clock.now_s() >= self._until_s:
                self._fetch(session)
            return {"Authorization": f"Bearer {self._token}"}

    def renew(self) -> bool:
        with self._lock:
            self._token = ""
        return True

    def _fetch(self, session: HttpSession) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._site.user,
            "client_secret": self._site.secret().reveal(),
        }
        reply = session.call(
            "POST",
            "/oauth/token",
            body=urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            reads=True,
            logs_in=True,
        )
        said = reply.json()
        if not isinstance(said, dict) or not isinstance(said.get("access_token"), str):
            raise reply.unusable(tr("no token"))
        self._token = said["access_token"]
        life_s = said.get("expires_in")
        life_s = life_s if isinstance(life_s, int | float) else 0
        self._until_s = self._site.clock.now_s() + max(life_s - RENEW_BEFORE_S, 0)
