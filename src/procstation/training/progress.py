"""Who has done which lesson: by the name they gave, and nothing else of them."""

import re
from pathlib import Path

import msgspec

from procstation.errors import InputRefused, StoreError
from procstation.language import tr
from procstation.training.trainer import Trainer

FILE = "progress.json"
MOST_LETTERS = 60
NUMBER = re.compile(r"\d{5}")


class LessonDone(msgspec.Struct, frozen=True):
    """A lesson somebody did.

    Attributes:
        at: When they last did, ISO 8601 in UTC.
        times: How often.
        to_repeat: Steps that were to be tried again, the last time.
    """

    at: str
    times: int
    to_repeat: int


class Progress:
    """The file of progress.

    Args:
        folder: Of training; made when something is first kept.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def of(self, person: str) -> dict[str, LessonDone]:
        """Return the lessons somebody has done, by name.

        Raises:
            StoreError: The file cannot be read.
        """
        return dict(self._read().get(person, {}))

    def keep(self, person: str, lesson: str, trainer: Trainer, now: str) -> None:
        """Note that somebody has done a lesson.

        Raises:
            StoreError: It cannot be written.
        """
        known = self._read()
        before = self.of(person).get(lesson)
        times = before.times + 1 if before is not None else 1
        done = LessonDone(now, times, len(trainer.result().again))
        known.setdefault(person, {})[lesson] = done
        begun = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            begun.write_bytes(msgspec.json.format(msgspec.json.encode(known)))
            begun.replace(self._path)
        except OSError as error:
            raise StoreError(
                tr(
                    "{path} cannot be written: {strerror}.",
                    path=self._path,
                    strerror=error.strerror or error,
                ),
                tr("Correct its permissions."),
            ) from error

    def _read(self) -> dict[str, dict[str, LessonDone]]:
        try:
            return _KNOWN.decode(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError) as error:
            raise StoreError(
                tr("{path} cannot be read: {error}.", path=self._path, error=error),
                tr("Remove it: progress begins anew."),
            ) from error


_KNOWN = msgspec.json.Decoder(dict[str, dict[str, LessonDone]])
"""Lessons by name, by person."""


def require_name(person: str) -> str:
    """Return the name somebody gave.

    Raises:
        InputRefused: It is empty or endless, or it has a number that might be a card's.
    """
    name = " ".join(person.split())
    if NUMBER.search(name):
        raise InputRefused(
            tr("A name of so many digits might be the number of a card; it is not kept."),
            tr("Give a first name, or leave out --name."),
        )
    if not name or len(name) > MOST_LETTERS:
        raise InputRefused(
            tr("{person!r} is no name.", person=person),
            tr("Give a first name, or leave out --name."),
        )
    return name
