"""Which bucket an item is in, by what its library system says of it."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from procstation.errors import ConfigError, did_you_mean
from procstation.language import tr
from procstation.sweeping.model import Bucket

_DUE = re.compile(
    r"(?:due|until|bis|jusqu\S*|ausgeliehen bis|loaned until|checked out)?\W*"
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[ T]\d.*)?",
    re.IGNORECASE,
)
"""A date in place of a status is the one an item is due back."""
_SIGNS = re.compile(r"[\W_]+")


class Statuses:
    """The words of library systems, those of this library first.

    Args:
        own: What this library says: its word for a state, and the bucket.

    Raises:
        ConfigError: There is no such bucket.
    """

    def __init__(self, own: Mapping[str, str]) -> None:
        self._own = {_plain(word): _bucket(word, bucket) for word, bucket in own.items()}

    def bucket_of(self, status: str) -> Bucket | None:
        """Return where an item of a status is; None for a word nobody has told us of."""
        word = _plain(status)
        if word in self._own:
            return self._own[word]
        if not word:
            return Bucket.ON_SHELF
        known = _usual().get(word)
        if known is None and _DUE.fullmatch(status.strip()):
            return Bucket.ON_LOAN
        return known


def _bucket(word: str, name: str) -> Bucket:
    try:
        return Bucket(name)
    except ValueError as error:
        raise ConfigError(
            tr(
                "[sweeps.status] puts {word!r} in {name!r}, which is no bucket.",
                word=word,
                name=name,
            ),
            did_you_mean(name, [known.value for known in Bucket]),
        ) from error


@cache
def _usual() -> dict[str, Bucket]:
    text = files("procstation.sweeping").joinpath("statuses.toml").read_text(encoding="utf-8")
    words = tomllib.loads(text)
    return {_plain(word): Bucket(name) for name, those in words.items() for word in those}


def _plain(word: str) -> str:
    """Return a word without case, accents, blanks and signs; a sign alone stays."""
    spread = unicodedata.normalize("NFKD", word.strip().casefold())
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return _SIGNS.sub("", bare) or bare
