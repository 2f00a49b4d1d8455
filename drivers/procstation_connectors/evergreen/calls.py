"""Calls to Evergreen: the OpenSRF gateway, whose errors are events in answers with HTTP 200, and
the OpenAPI. One session of the gateway's login opens both doors."""

import threading
from typing import Any
from urllib.parse import urlencode

import msgspec

from procstation.ils import (
    HttpSession,
    Reply,
    Site,
    SystemDenied,
    SystemRefused,
    say_the_body,
    tr,
)
from procstation_connectors.evergreen.idl import Idl, parse_idl
from procstation_connectors.evergreen.options import EvergreenOptions

GATEWAY, API = "/osrf-gateway-v1", "/openapi3/v0"
OVER = "NO_SESSION"
NO_COPY = "ASSET_COPY_NOT_FOUND"
NO_RIGHT = frozenset({"PERM_FAILURE", "WORKSTATION_REQUIRED"})
LOGIN = "open-ils.auth.login"
RENEW_BEFORE_S = 30.0
MOST_SAID = 200


class _Answer(msgspec.Struct):
    status: int
    payload: list[Any] = []
    debug: str = ""


class _Session(msgspec.Struct):
    authtoken: str
    authtime: float = 0


class EvergreenCalls:
    """Calls with a session that is opened when it is needed."""

    def __init__(self, site: Site, options: EvergreenOptions) -> None:
        self._site = site
        self._options = options
        self._lock = threading.RLock()
        self._token = ""
        self._until_s = 0.0
        self._idl: Idl | None = None
        pace, ca_file = options.per_second or None, options.ca_file
        self._http = HttpSession(site, site.base, per_second=pace, verify=ca_file)
        self._api = HttpSession(
            site, site.base + API, self._bearer, self._forget, _explain, pace, ca_file
        )

    @property
    def idl(self) -> Idl:
        """The order of fields on this server; fetched once."""
        with self._lock:
            if self._idl is None:
                self._idl = parse_idl(self._http.call("GET", self._options.idl))
            return self._idl

    def ask(self, method: str, *params: Any) -> Any:
        """Call a method that needs no login and only reads, and return what it answers.

        Raises:
            SystemRefused: It answers with an event; its code is the event's.
        """
        # Evergreen would answer anybody; a login that is wrong is to be told at once all the same.
        self.log_in()
        reply = self._http.call("GET", GATEWAY, params=_fields(method, params))
        return self._payload(method, reply)

    def act(
        self, method: str, *params: Any, fine: tuple[str, ...] = (), twice: bool = False
    ) -> Any:
        """Call a method in the session.

        Args:
            fine: Events that are an answer.
            twice: It does no harm when it is done twice.

        Raises:
            SystemRefused: As `ask`.
        """
        try:
            return self._in_session(method, params, fine, twice)
        except SystemRefused as refused:
            if refused.code != OVER:
                raise
        # The session was over, and nothing was done.
        self._forget()
        return self._in_session(method, params, fine, twice)

    def api(self, method: str, path: str, json: Any = None, *, missing: bool = False) -> Reply:
        """Call the OpenAPI; with `missing`, 404 is an answer."""
        return self._api.call(method, path, json=json, expect=(404,) if missing else ())

    def log_in(self) -> None:
        """Open a session unless there is one."""
        with self._lock:
            if not self._token or self._site.clock.now_s() >= self._until_s:
                self._open_session()

    def close(self) -> None:
        self._http.close()
        self._api.close()

    def _in_session(
        self, method: str, params: tuple[Any, ...], fine: tuple[str, ...], twice: bool
    ) -> Any:
        self.log_in()
        body = urlencode(_fields(method, (self._token, *params)), doseq=True)
        return self._payload(method, self._post(body, twice), fine)

    def _post(self, body: str, reads: bool, *, logs_in: bool = False) -> Reply:
        return self._http.call(
            "POST",
            GATEWAY,
            body=body.encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            reads=reads,
            logs_in=logs_in,
        )

    def _open_session(self) -> None:
        wanted = {
            "username": self._site.user,
            "password": self._site.secret().reveal(),
            "type": "staff",
        }
        if self._options.workstation:
            wanted["workstation"] = self._options.workstation
        reply = self._post(urlencode(_fields(LOGIN, (wanted,)), doseq=True), True, logs_in=True)
        try:
            given = self._payload(LOGIN, reply)
        except SystemRefused as refused:
            raise SystemDenied(
                tr(
                    "{name} does not accept the login: {code}.",
                    name=self._site.name,
                    code=refused.code,
                ),
                tr("Check user, password and workstation; nothing is sent until they are right."),
            ) from refused
        try:
            session = msgspec.convert(given.get("payload"), _Session)
        except (AttributeError, msgspec.ValidationError) as error:
            raise reply.unusable(tr("no session")) from error
        self._token = session.authtoken
        life_s = max(session.authtime - RENEW_BEFORE_S, 0)
        self._until_s = self._site.clock.now_s() + life_s

    def _payload(self, method: str, reply: Reply, fine: tuple[str, ...] = ()) -> Any:
        try:
            answer = msgspec.convert(reply.json(), _Answer)
        except msgspec.ValidationError as error:
            raise reply.unusable(tr("no answer of a gateway")) from error
        if answer.status != 200:
            raise reply.unusable(
                tr(
                    "status {status}: {debug}", status=answer.status, debug=answer.debug[:MOST_SAID]
                ).rstrip(".")
            )
        found = answer.payload[0] if answer.payload else None
        events = found if isinstance(found, list) else [found]
        for event in events:
            if not isinstance(event, dict) or not event.get("ilsevent"):
                continue
            if event.get("textcode") and event["textcode"] not in fine:
                raise self._refusal(method, event)
        return found

    def _refusal(self, method: str, event: dict[str, Any]) -> SystemDenied | SystemRefused:
        code = str(event["textcode"])
        words = " ".join(str(event.get("desc") or "").split())[:MOST_SAID].rstrip(".")
        if code in NO_RIGHT:
            right = event.get("ilsperm") or code
            return SystemDenied(
                tr(
                    "{name} does not allow {method}: {right}.",
                    name=self._site.name,
                    method=method,
                    right=right,
                ),
                tr("Give the login that right, or a workstation (option workstation)."),
            )
        return SystemRefused(
            tr(
                "{name} refuses {method}: {words} ({code}).",
                name=self._site.name,
                method=method,
                words=words,
                code=code,
            ),
            tr("Put it right, then try again."),
            code,
        )

    def _bearer(self) -> dict[str, str]:
        self.log_in()
        return {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}

    def _forget(self) -> bool:
        with self._lock:
            self._token = ""
        return True


def _fields(method: str, params: tuple[Any, ...]) -> Any:
    service = ".".join(method.split(".")[:2])
    sent = [msgspec.json.encode(param).decode() for param in params]
    return {"service": service, "method": method, "format": "json", "param": sent}


def _explain(reply: Reply) -> tuple[str, str]:
    try:
        said = msgspec.json.decode(reply.body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        return say_the_body(reply)
    return "", " ".join(str(said.get("error", "")).split())[:MOST_SAID].rstrip(".")
