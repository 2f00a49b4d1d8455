"""Who may open the station in a browser: whoever brings a token, and from then on their cookie."""

import hashlib
import hmac
import secrets

from procstation.credentials import Secret

TOKEN_BYTES = 32
MOST_SESSIONS = 32
"""Browsers that are remembered; the one that has been known for longest is forgotten first."""


class Gate:
    """Tells known browsers from others.

    Nothing it is asked for can be learned from how long it takes, and of what it remembers only
    digests are kept.

    Args:
        lasting: A token that may be used again and again, for bookmarks; None gives out links
            that work once.
    """

    def __init__(self, lasting: Secret | None = None) -> None:
        self._lasting = lasting
        self._token: Secret | None = None
        self._sessions: list[bytes] = []

    def new_token(self) -> str:
        """Return the token of a link. One that was given out before and not used is void."""
        if self._lasting is not None:
            return self._lasting.reveal()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._token = Secret(token)
        return token

    def redeem(self, token: str) -> str | None:
        """Take a token; return the session it opens, or None when it opens none."""
        wanted = self._lasting or self._token
        if wanted is None or not hmac.compare_digest(_digest(token), _digest(wanted.reveal())):
            return None
        self._token = None
        session = secrets.token_urlsafe(TOKEN_BYTES)
        self._sessions = [*self._sessions[1 - MOST_SESSIONS :], _digest(session)]
        return session

    def knows(self, session: str) -> bool:
        """Whether a browser with this session was let in."""
        asked = _digest(session)
        found = False
        for known in self._sessions:
            found |= hmac.compare_digest(asked, known)
        return found


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
