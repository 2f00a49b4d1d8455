"""Refusing passwords and keys in the configuration file.

The file is copied from station to station, mailed to whoever helps, and kept in backups. What
opens a system belongs into the keyring or the environment.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from procstation.errors import ConfigError
from procstation.language import tr

SECRET_KEYS = frozenset(
    {
        "accesstoken",
        "apikey",
        "apisecret",
        "apitoken",
        "authtoken",
        "bearer",
        "clientsecret",
        "credential",
        "credentials",
        "pass",
        "passphrase",
        "passwd",
        "password",
        "privatekey",
        "pwd",
        "secretkey",
        "token",
    }
)
"""Names of what is a secret, without signs between words."""

SECRET_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")
"""What a secret may be called in the keyring; most secrets themselves look otherwise."""

SIMULATED = "sim"
"""The scheme of simulated devices and systems, whose passwords everybody knows."""


def refuse_secrets(tables: Mapping[str, Any], name: str) -> None:
    """Refuse a file that holds a password, a key or a token, and never say which it is.

    Args:
        name: Of the file, for messages.

    Raises:
        ConfigError: With the place in the file, and where the secret belongs.
    """
    for path, table, key, value in _values(tables, ""):
        found = _found(key, value)
        if found:
            where = f"[{path}]" if path else tr("The file")
            raise ConfigError(
                tr(
                    "{name}: {where} holds {found} ({key}).",
                    name=name,
                    where=where,
                    found=found,
                    key=key,
                ),
                tr(
                    "Take it out, and change it if others have seen the file. {place}",
                    place=_place(path, table),
                ),
            )


def _values(
    table: Mapping[str, Any], path: str
) -> Iterator[tuple[str, Mapping[str, Any], str, Any]]:
    """Yield every value that is no table, with the table it is in, and the path of that."""
    waiting: list[tuple[str, Mapping[str, Any]]] = [(path, table)]
    while waiting:
        path, table = waiting.pop()
        for key, value in table.items():
            inside = value if isinstance(value, list) else [value]
            for one in inside:
                if isinstance(one, Mapping):
                    waiting.append((f"{path}.{key}" if path else key, one))
                else:
                    yield path, table, key, one


def _found(key: str, value: object) -> str:
    """Say what sort of secret a value is; "" for none."""
    if value in ("", None) or isinstance(value, bool):
        return ""
    plain = re.sub(r"[^a-z0-9]", "", key.lower())
    if plain in SECRET_KEYS:
        return tr("a password, key or token")
    if not isinstance(value, str):
        return ""
    if plain == "secret" and not SECRET_NAME.fullmatch(value):
        return tr("what looks like the secret itself, not its name")
    return _found_in_url(value)


def _found_in_url(text: str) -> str:
    if "://" not in text:
        return ""
    try:
        parts = urlsplit(text)
        password = parts.password
    except ValueError:
        # No address at all: whoever uses it says so.
        return ""
    if parts.scheme == SIMULATED:
        return ""
    if password:
        return tr("a password in an address")
    asked = (re.sub(r"[^a-z0-9]", "", key.lower()) for key, value in parse_qsl(parts.query))
    return tr("a password, key or token in an address") if SECRET_KEYS.intersection(asked) else ""


def _place(path: str, table: Mapping[str, Any]) -> str:
    """Say where the secret of a table belongs."""
    first, _, rest = path.partition(".")
    if first == "store":
        return tr(
            "The password of the store goes into the keyring (`keyring set"
            " procstation store`) or the environment variable"
            " PROCSTATION_SECRET_STORE; the address keeps the user."
        )
    called = rest.partition(".")[0] if first == "systems" else ""
    if first == "copycat":
        called = f"copycat.{table.get('name') or table.get('preset') or 'NAME'}"
    elif not called:
        called = first.replace("_", "-") or "NAME"
    variable = re.sub(r"[^A-Z0-9]", "_", called.upper())
    return tr(
        "Store it with `keyring set procstation {called}`, or in the"
        " environment variable PROCSTATION_SECRET_{variable}.",
        called=called,
        variable=variable,
    )
