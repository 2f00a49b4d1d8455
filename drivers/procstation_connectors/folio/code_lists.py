"""FOLIO's code lists: UUIDs there, names and codes for people; read once and kept."""

import threading

from procstation.ils import HttpSession, SystemRefused, tr

LIMIT = 2000
"""Entries of one list; a large network has some hundred locations."""

KEYS = {
    "material-types": ("mtypes", "name"),
    "loan-types": ("loantypes", "name"),
    "call-number-types": ("callNumberTypes", "name"),
    "locations": ("locations", "code"),
    "service-points": ("servicepoints", "code"),
}
"""By path: where the list is in its answer, and what its entries are called by."""


class CodeLists:
    """Names of UUIDs and UUIDs of names."""

    def __init__(self, http: HttpSession) -> None:
        self._http = http
        self._lock = threading.Lock()
        self._names: dict[str, dict[str, str]] = {}

    def name(self, path: str, uuid: str) -> str:
        """Return the name of a UUID; the UUID itself when the list has no such entry."""
        names = self._listed(path)
        if uuid and uuid not in names:
            names = self._listed(path, anew=True)
        return names.get(uuid, uuid)

    def uuid(self, path: str, name: str) -> str:
        """Return the UUID of a name.

        Raises:
            SystemRefused: The list has no such name.
        """
        for anew in (False, True):
            for uuid, known in self._listed(path, anew).items():
                if known == name:
                    return uuid
        known_names = ", ".join(sorted(self._listed(path).values()))
        raise SystemRefused(
            tr("FOLIO has no {name!r} among its {path}.", name=name, path=path.replace("-", " ")),
            tr("It has: {known_name}.", known_name=known_names[:200]),
        )

    def forget(self) -> None:
        """Have all lists read anew."""
        with self._lock:
            self._names.clear()

    def _listed(self, path: str, anew: bool = False) -> dict[str, str]:
        with self._lock:
            if anew or path not in self._names:
                key, called = KEYS[path]
                reply = self._http.call("GET", f"/{path}", params={"limit": LIMIT})
                said = reply.json()
                rows = said.get(key) if isinstance(said, dict) else None
                if not isinstance(rows, list):
                    raise reply.unusable(tr("no list of {path}", path=path))
                self._names[path] = {row["id"]: row.get(called) or row["name"] for row in rows}
            return self._names[path]
