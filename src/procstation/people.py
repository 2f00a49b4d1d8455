"""Who works at a station: named, for the trace, by the badge they scan; supervisors by a PIN.

A badge says who somebody is, and anybody who finds it may scan it: it is kept as a salted SHA-256,
which is quick enough to be asked at every scan. A PIN proves it and is kept by scrypt (RFC 7914).
No digit of either is written anywhere else.
"""

import hashlib
import hmac
import os
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from procstation.config import PersonSection, Section, read_section
from procstation.errors import ConfigError, InputRefused
from procstation.language import tr

PEOPLE_NAME = "people.toml"
"""In the home: who was added by command, beside those of the configuration."""

SALT_BYTES = 16
SCRYPT_COST = 2**14
"""With blocks of 8: 16 MB and some 50 ms for each try."""

LEAST_PIN = 4
LEAST_BADGE = 4


class _PeopleFile(Section, frozen=True):
    people: tuple[PersonSection, ...] = ()


class People:
    """The people of a station.

    Raises:
        ConfigError: Two have one name, or a hash is none.
    """

    def __init__(self, sections: Iterable[PersonSection]) -> None:
        self._people: dict[str, PersonSection] = {}
        for one in sections:
            if one.name in self._people:
                raise ConfigError(
                    tr("Two people are named {name!r}.", name=one.name),
                    tr("Give each a name of their own."),
                )
            _require_hash(one.name, one.badge, "sha256")
            _require_hash(one.name, one.pin, "scrypt")
            self._people[one.name] = one

    @property
    def sections(self) -> tuple[PersonSection, ...]:
        return tuple(self._people.values())

    @property
    def supervisors(self) -> tuple[str, ...]:
        """Names of those who may do what others are asked a supervisor for; with a PIN only."""
        return tuple(one.name for one in self._people.values() if one.supervisor and one.pin)

    def with_badge(self, code: str) -> str | None:
        """Return whose badge a scanned code is; None for a code that is nobody's."""
        badge = code.strip()
        for one in self._people.values():
            if one.badge and _matches(one.badge, badge):
                return one.name
        return None

    def is_supervisor(self, name: str) -> bool:
        """Say whether somebody may do what others are asked a supervisor for."""
        one = self._people.get(name)
        return one is not None and one.supervisor

    def has_pin(self, name: str, pin: str) -> bool:
        """Say whether that is the PIN of that person; takes 50 ms."""
        one = self._people.get(name)
        return one is not None and bool(one.pin) and _matches(one.pin, pin.strip())


def read_people(home: Path, configured: Iterable[PersonSection]) -> People:
    """Return the people of a station: of its configuration, and of the file in its home.

    Raises:
        ConfigError: The file cannot be read, or the two do not go together.
    """
    return People((*configured, *_added(home)))


def add_person(home: Path, person: PersonSection, configured: Iterable[PersonSection]) -> Path:
    """Write a person into the file of the home, and return that file.

    Raises:
        ConfigError: There is one of that name, or the file cannot be read.
        InputRefused: It cannot be written; it is as it was.
    """
    people = People((*configured, *_added(home), person))
    known = {one.name for one in configured}
    return _write(home, [one for one in people.sections if one.name not in known])


def remove_person(home: Path, name: str) -> Path:
    """Take a person out of the file of the home, and return that file.

    Raises:
        ConfigError: The file cannot be read.
        InputRefused: Nobody of that name is in it, or it cannot be written.
    """
    people = _added(home)
    left = [one for one in people if one.name != name]
    if len(left) == len(people):
        names = ", ".join(one.name for one in people) or "nobody"
        raise InputRefused(
            tr("{home} has nobody named {name!r}.", home=home / PEOPLE_NAME, name=name),
            tr("It has {names}; those of the configuration are removed there.", names=names),
        )
    return _write(home, left)


def hashed_badge(code: str) -> str:
    """Return what is kept of a badge.

    Raises:
        InputRefused: It is too short to be one.
    """
    badge = code.strip()
    if len(badge) < LEAST_BADGE:
        raise InputRefused(
            tr("A badge of {count} characters could be any scan.", count=len(badge)),
            tr("Use one of at least {least_badge}.", least_badge=LEAST_BADGE),
        )
    salt = os.urandom(SALT_BYTES)
    return f"sha256:{salt.hex()}:{_sha256(salt, badge).hex()}"


def hashed_pin(pin: str) -> str:
    """Return what is kept of a PIN.

    Raises:
        InputRefused: It is too short.
    """
    if len(pin.strip()) < LEAST_PIN:
        raise InputRefused(
            tr("A PIN of {count} characters is soon guessed.", count=len(pin.strip())),
            tr("Use at least {least_pin}.", least_pin=LEAST_PIN),
        )
    salt = os.urandom(SALT_BYTES)
    return f"scrypt:{salt.hex()}:{_scrypt(salt, pin.strip()).hex()}"


def _sha256(salt: bytes, text: str) -> bytes:
    return hashlib.sha256(salt + text.encode()).digest()


def _scrypt(salt: bytes, text: str) -> bytes:
    return hashlib.scrypt(text.encode(), salt=salt, n=SCRYPT_COST, r=8, p=1, dklen=32)


_MAKE = {"sha256": _sha256, "scrypt": _scrypt}


def _matches(kept: str, said: str) -> bool:
    kind, salt, digest = kept.split(":")
    return hmac.compare_digest(_MAKE[kind](bytes.fromhex(salt), said), bytes.fromhex(digest))


def _require_hash(name: str, kept: str, kind: str) -> None:
    if not kept:
        return
    parts = kept.split(":")
    digits = "".join(parts[1:])
    if len(parts) != 3 or parts[0] != kind or not digits or set(digits) - set("0123456789abcdef"):
        # It may be the badge or the PIN itself, so it is not shown.
        raise ConfigError(
            tr("What is kept of {name!r} is no {kind} line.", name=name, kind=kind),
            tr(
                "Make it with `procstation people add NAME`; badges and PINs are"
                " never written down."
            ),
        )


def _added(home: Path) -> tuple[PersonSection, ...]:
    path = home / PEOPLE_NAME
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            tr("{path} cannot be read: {error}.", path=path, error=error),
            tr("Correct or remove the file, then try again."),
        ) from error
    return read_section(tables, _PeopleFile, str(path)).people


def toml_of(people: Iterable[PersonSection]) -> str:
    """Return the lines that say so in the configuration."""
    lines = []
    for one in people:
        lines.append("[[people]]")
        lines += [
            f"{key} = {msgspec.json.encode(value).decode()}"
            for key, value in msgspec.structs.asdict(one).items()
            if value
        ]
        lines.append("")
    return "\n".join(lines)


def _write(home: Path, people: Iterable[PersonSection]) -> Path:
    path = home / PEOPLE_NAME
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(toml_of(people))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise InputRefused(
            tr(
                "{path} cannot be written: {strerror}.", path=path, strerror=error.strerror or error
            ),
            tr("Make room or give the right to write there, then do it again."),
        ) from error
    return path
