"""Undo images: the whole memory of a tag, on disk before the first byte of it is changed.

One JSON file per write, in a folder per tag. While the write is not known to have ended well, its
name says so: that is how the station knows a torn tag again when it comes back.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from procstation.errors import InputRefused, StoreError
from procstation.language import tr
from procstation.tagging.reading import TagReading
from procstation.tagging.security import GateMarks
from procstation.tags import TagRecord

OPEN, DONE = ".open.json", ".json"
"""Endings of file names. What is open also ends as what is done, so one pattern finds all."""


@dataclass(frozen=True, slots=True)
class UndoImage:
    """A tag as it was.

    Attributes:
        uid: 8 bytes, most significant first.
        when: When it was read, with time zone.
        reason: What was about to be done.
        memory: All user blocks.
        item: The item it held, or None.
        intended: The item it was about to hold, or None.
        eas: Whether its EAS bit was set; None when that was not read.
        record: All it was about to say of that item; None when no record was written, and in
            images that kept the item alone.
    """

    uid: bytes
    when: datetime
    reason: str
    block_size: int
    memory: bytes
    afi: int | None = None
    dsfid: int | None = None
    item: str | None = None
    intended: str | None = None
    eas: bool | None = None
    record: TagRecord | None = None

    @property
    def marks(self) -> GateMarks:
        """What gates looked at."""
        return GateMarks(self.afi, self.eas)

    @property
    def to_hold(self) -> str:
        """What it was about to hold, in words: the item, and which part of it."""
        record = self.record
        if record is None or record.part is None or record.parts == 1:
            return self.intended or tr("no item")
        return tr(
            "{item}, part {part} of {parts}", item=record.item, part=record.part, parts=record.parts
        )

    def to_json(self) -> str:
        """Return the text of its file."""
        blocks = [
            self.memory[start : start + self.block_size].hex().upper()
            for start in range(0, len(self.memory), self.block_size)
        ]
        file = _File(
            uid=self.uid.hex().upper(),
            when=self.when,
            reason=self.reason,
            block_size=self.block_size,
            blocks=blocks,
            afi=self.afi,
            dsfid=self.dsfid,
            item=self.item,
            intended=self.intended,
            eas=self.eas,
            record=_Record.of(self.record) if self.record is not None else None,
        )
        return msgspec.json.format(msgspec.json.encode(file), indent=2).decode() + "\n"


class _Record(msgspec.Struct, kw_only=True):
    item: str
    owner: str | None = None
    parts: int | None = None
    part: int | None = None
    usage: int | None = None
    elements: dict[int, str] = {}

    @classmethod
    def of(cls, record: TagRecord) -> "_Record":
        return cls(
            item=record.item,
            owner=record.owner,
            parts=record.parts,
            part=record.part,
            usage=record.usage,
            elements=dict(record.elements),
        )

    def record(self) -> TagRecord:
        return TagRecord(self.item, self.owner, self.parts, self.part, self.usage, self.elements)


class _File(msgspec.Struct, kw_only=True):
    uid: str
    when: datetime
    reason: str = ""
    block_size: int
    blocks: list[str]
    afi: int | None = None
    dsfid: int | None = None
    item: str | None = None
    intended: str | None = None
    eas: bool | None = None
    record: _Record | None = None


def image_of(
    reading: TagReading,
    when: datetime,
    reason: str,
    intended: str | None = None,
    record: TagRecord | None = None,
) -> UndoImage:
    """Return a reading as an undo image."""
    return UndoImage(
        reading.uid,
        when,
        reason,
        reading.block_size,
        reading.memory,
        reading.afi,
        reading.dsfid,
        reading.content.item,
        intended,
        reading.eas,
        record,
    )


def parse_image(text: str | bytes, name: str) -> UndoImage:
    """Read an undo image from the text of its file; `name` is used in messages.

    Raises:
        InputRefused: It is no undo image, or was cut.
    """
    try:
        file = msgspec.json.decode(text, type=_File)
        uid = bytes.fromhex(file.uid)
        blocks = [bytes.fromhex(block) for block in file.blocks]
    except (msgspec.MsgspecError, ValueError) as error:
        raise InputRefused(
            tr("{name} is no tag image: {error}.", name=name, error=error),
            tr("Give a file made by `procstation tag dump`."),
        ) from error
    if len(uid) != 8 or not blocks or any(len(block) != file.block_size for block in blocks):
        raise InputRefused(
            tr("{name} is no tag image: its UID or a block has the wrong length.", name=name),
            tr("Give a file made by `procstation tag dump`."),
        )
    when = file.when if file.when.tzinfo else file.when.replace(tzinfo=UTC)
    return UndoImage(
        uid,
        when,
        file.reason,
        file.block_size,
        b"".join(blocks),
        file.afi,
        file.dsfid,
        file.item,
        file.intended,
        file.eas,
        file.record.record() if file.record is not None else None,
    )


class UndoFolder:
    """The undo images of a station, oldest first. Files are never changed, only renamed and, when
    they have served, deleted."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, image: UndoImage) -> UndoImage:
        """Put an image on disk, marked as not ended, before anything is written to its tag.

        Returns:
            The image as it was kept: a moment later, when there is one of that moment already.

        Raises:
            StoreError: It cannot be kept; nothing may be written then.
        """
        try:
            folder = self._folder(image.uid)
            folder.mkdir(parents=True, exist_ok=True)
            kept = [path.name for path in folder.iterdir()]
            while any(name.startswith(f"{_name(image)}.") for name in kept):
                image = replace(image, when=image.when + timedelta(microseconds=1))
            waiting = folder / f"{_name(image)}.tmp"
            with waiting.open("w", encoding="utf-8") as file:
                file.write(image.to_json())
                file.flush()
                os.fsync(file.fileno())
            waiting.replace(folder / f"{_name(image)}{OPEN}")
            for changed in (folder, self.path):
                _sync(changed)
            return image
        except OSError as error:
            raise StoreError(
                tr(
                    "The undo image of tag {uid} cannot be written to {path}: {strerror}.",
                    uid=image.uid.hex().upper(),
                    path=self.path,
                    strerror=error.strerror or error,
                ),
                tr("Make room or give access, then try again; nothing was written to the tag."),
            ) from error

    def finish(self, image: UndoImage) -> None:
        """Note that the write an image was kept for has ended, one way or the other.

        Raises:
            StoreError: It cannot be noted.
        """
        folder, name = self._folder(image.uid), _name(image)
        try:
            (folder / f"{name}{OPEN}").replace(folder / f"{name}{DONE}")
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreError(
                tr(
                    "The undo image {name} cannot be renamed: {strerror}.",
                    name=name,
                    strerror=error.strerror or error,
                ),
                tr("Give access to {folder}.", folder=folder),
            ) from error

    def images(self, uid: bytes | None = None) -> list[UndoImage]:
        """Return the images of one tag, or of all, whether their writes ended or not.

        Raises:
            StoreError: A file cannot be read.
        """
        return self._read_all(uid, DONE)

    def latest(self, uid: bytes) -> UndoImage | None:
        """Return what the last write on a tag replaced, or None. Raises as `images`."""
        images = self.images(uid)
        return images[-1] if images else None

    def unfinished(self, uid: bytes) -> UndoImage | None:
        """Return the image of a write on this tag that is not known to have ended, or None.

        Raises as `images`.
        """
        images = self._read_all(uid, OPEN)
        return images[-1] if images else None

    def all_unfinished(self) -> list[UndoImage]:
        """Return the images of all writes that are not known to have ended. Raises as `images`."""
        return self._read_all(None, OPEN)

    def outdated(self, before: datetime) -> list[Path]:
        """Return the files of writes that have ended and were begun before a time.

        Those of writes not known to have ended are never among them: they are all that is known
        of a torn tag.
        """
        oldest_kept = _stamp(before)
        return sorted(
            path
            for path in self.path.glob(f"*/*{DONE}")
            if not path.name.endswith(OPEN) and path.name.removesuffix(DONE) < oldest_kept
        )

    def remove(self, files: Iterable[Path]) -> None:
        """Delete images for good, and the folders of tags that have none left.

        Raises:
            StoreError: One cannot be deleted; those before it are gone.
        """
        for path in files:
            try:
                path.unlink(missing_ok=True)
                if not any(path.parent.iterdir()):
                    path.parent.rmdir()
            except OSError as error:
                raise StoreError(
                    tr(
                        "The undo image {path} cannot be deleted: {strerror}.",
                        path=path,
                        strerror=error.strerror or error,
                    ),
                    tr("Give access to {parent}.", parent=path.parent),
                ) from error

    def _read_all(self, uid: bytes | None, ending: str) -> list[UndoImage]:
        tag = "*" if uid is None else uid.hex().upper()
        paths = self.path.glob(f"{tag}/*{ending}")
        return sorted((self._read(path) for path in paths), key=lambda image: image.when)

    def _read(self, path: Path) -> UndoImage:
        try:
            return parse_image(path.read_bytes(), path.name)
        except (OSError, InputRefused) as error:
            raise StoreError(
                tr("The undo image {path} cannot be read: {error}.", path=path, error=error),
                tr("Move it to another folder."),
            ) from error

    def _folder(self, uid: bytes) -> Path:
        return self.path / uid.hex().upper()


def _name(image: UndoImage) -> str:
    return _stamp(image.when)


def _stamp(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"


def _sync(folder: Path) -> None:
    # Windows has no handle for a folder and makes the rename durable by itself.
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
