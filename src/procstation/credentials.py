"""Passwords and keys: from the environment or the system's keyring, never from a file of ours.

Nothing here is ever logged, journaled or shown. What holds one wraps it in `Secret`, which prints
as dots wherever it may turn up by mistake: in a log line, a report, the values of a traceback.
"""

import os
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from procstation.errors import SystemDenied
from procstation.language import tr

ENVIRONMENT = "PROCSTATION_SECRET_"
SERVICE = "procstation"
"""What the keyring files our entries under."""

STORE_SECRET = "store"  # noqa: S105  (its name in the keyring)


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A password or a key. `reveal` is called where it goes onto the wire, and nowhere else."""

    _value: str

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(•••)"

    def __str__(self) -> str:
        return "•••"


def variable_of(name: str) -> str:
    """Return the environment variable of a secret, e.g. `PROCSTATION_SECRET_KOHA`."""
    return ENVIRONMENT + re.sub(r"[^A-Z0-9]", "_", name.upper())


def secret(name: str) -> Secret | None:
    """Return the secret of that name: from the environment, else from the keyring; None if there is
    none."""
    value = os.environ.get(variable_of(name))
    if value is None:
        value = _from_keyring(name)
    return Secret(value) if value else None


def with_password(url: str) -> str:
    """Return the address of a store with the password that the keyring or the environment has for
    its user; as it is where there is no user, or a password."""
    parts = urlsplit(url)
    if not parts.username or parts.password is not None:
        return url
    found = secret(STORE_SECRET)
    if found is None:
        return url
    user, _, place = parts.netloc.rpartition("@")
    netloc = f"{user}:{quote(found.reveal(), safe='')}@{place}"
    return parts._replace(netloc=netloc).geturl()


def required(name: str, of: str) -> Secret:
    """Return the secret of that name.

    Args:
        of: Whose it is, for the message: "Koha".

    Raises:
        SystemDenied: There is none.
    """
    found = secret(name)
    if found is None:
        raise SystemDenied(
            tr("There is no password or key for {of}.", of=of),
            tr(
                "Store it with `keyring set {service} {name}`, or in the"
                " environment variable {variable_of}.",
                service=SERVICE,
                name=name,
                variable_of=variable_of(name),
            ),
        )
    return found


def _from_keyring(name: str) -> str | None:
    try:
        import keyring  # noqa: PLC0415  (an extra, slow to import, and not installed everywhere)
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, name)
    except KeyringError:
        # No keyring on this system: as if it were empty. `required` says what to do then.
        return None
