"""A folder of PDF files as a printer, with a command that spools them if there is one.

Every job becomes a numbered file. What happens to the paper after that cannot be known here.
"""

import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

from msgspec import Meta

from procstation.devices import (
    DeviceFault,
    Driver,
    Options,
    Outcome,
    PrinterState,
    PrintRefused,
    Problem,
    mark,
    tr,
    tr_marked,
)

LEAST_ROOM = 20_000_000
"""Bytes free on the disk. A sheet of labels takes a hundredth of that; other programs need some."""

MM_PER_INCH = 25.4

ONCE = mark(
    "print the labels again: they are not counted as printed. Do not print the"
    " kept file as well, or they come out twice."
)
"""What to do after a refusal: the labels are with whoever sent them, and in the file too."""

_NUMBERED = re.compile(r"\.?labels-(\d{6,})\.pdf(?:\.part)?")


class PdfOptions(Options, frozen=True):
    dpi: Annotated[
        int, Meta(ge=72, le=2400, description="Dots per inch of the printer behind it.")
    ] = 600
    command: Annotated[
        tuple[str, ...],
        Meta(
            description='Words of a command that is run with each file, e.g. ["lp", "-d", "QUEUE"].'
        ),
    ] = ()
    command_timeout_s: Annotated[
        int, Meta(ge=1, le=600, description="Seconds the command may take.")
    ] = 30


class PdfPrinter:
    """A folder that takes PDF files."""

    language = "pdf"

    def __init__(self, port: str, options: PdfOptions) -> None:
        """Open it; whether it can be used is asked by `state`, each time.

        Args:
            port: The folder, as a path or as `file:///folder/`.
        """
        self._folder = _folder_of(port)
        self._options = options

    @property
    def dots_per_mm(self) -> float:
        return self._options.dpi / MM_PER_INCH

    def state(self) -> PrinterState:
        trouble = self._trouble()
        if trouble is None:
            return PrinterState(ready=True, detail=tr("files go to {folder}", folder=self._folder))
        return PrinterState(ready=False, problems=(Problem.OTHER,), detail=trouble[0])

    def send(self, job: bytes, labels: int) -> Outcome:
        """Write the job as a file, whole or not at all, and run the command on it.

        Raises:
            PrintRefused: Not ready, no PDF, or the disk refused: nothing was written. Or the
                command failed: the file is there and is named.
            DeviceFault: The command did not end; whether it printed is not known.
        """
        trouble = self._trouble()
        if trouble is not None:
            what, do_next = trouble
            raise PrintRefused(tr("{what}; nothing was written.", what=what), do_next)
        if not job.startswith(b"%PDF-"):
            raise PrintRefused(
                tr(
                    "The job of {labels} labels is no PDF: it begins {job!r}.",
                    labels=labels,
                    job=job[:8],
                ),
                tr("Render it for the language `pdf`."),
            )
        self._spool(self._write(job))
        return Outcome.SENT

    def close(self) -> None:
        """Nothing is held open between jobs."""

    def _trouble(self) -> tuple[str, str] | None:
        """Return what is wrong and what to do, or None."""
        try:
            return self._trouble_of_folder() or self._trouble_of_command()
        except OSError as error:
            return (
                tr(
                    "The folder {folder} cannot be looked at: {strerror}",
                    folder=self._folder,
                    strerror=error.strerror or error,
                ),
                tr("Check that it is still there and that this user may read it."),
            )

    def _trouble_of_folder(self) -> tuple[str, str] | None:
        folder = self._folder
        if not folder.is_dir():
            what = (
                tr("The folder {folder} is no folder", folder=folder)
                if folder.exists()
                else tr("The folder {folder} does not exist", folder=folder)
            )
            return what, tr("Create it, or correct the port of the printer.")
        if not os.access(folder, os.W_OK | os.X_OK):
            return tr("The folder {folder} may not be written", folder=folder), tr(
                "Give this user the right to write."
            )
        free = shutil.disk_usage(folder).free
        if free < LEAST_ROOM:
            return (
                tr(
                    "The disk of {folder} is full: {free} MB are free",
                    folder=folder,
                    free=free // 1000000,
                ),
                tr("Remove files from it."),
            )
        return None

    def _trouble_of_command(self) -> tuple[str, str] | None:
        command = self._options.command
        if command and shutil.which(command[0]) is None:
            return tr("The command {command!r} was not found", command=command[0]), tr(
                "Install it, or correct `command`."
            )
        return None

    def _write(self, job: bytes) -> Path:
        path, part = self._reserve()
        try:
            with part.open("wb") as file:
                file.write(job)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
            _sync_folder(self._folder)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise PrintRefused(
                tr(
                    "Could not write {path} ({count} bytes): {strerror}.",
                    path=path,
                    count=len(job),
                    strerror=error.strerror or error,
                ),
                tr("Check that the disk has room and is still there."),
            ) from error
        return path

    def _reserve(self) -> tuple[Path, Path]:
        """Take the next number for this job alone; return the file and the one to write first."""
        try:
            number = 1 + max(map(_number_of, self._folder.iterdir()), default=0)
            while True:
                path = self._folder / f"labels-{number:06}.pdf"
                part = path.with_name(f".{path.name}.part")
                try:
                    part.touch(exist_ok=False)
                except FileExistsError:
                    number += 1
                    continue
                # Whoever holds the part alone may make the file; so looking first is safe.
                if not path.exists():
                    return path, part
                part.unlink()
                number += 1
        except OSError as error:
            raise PrintRefused(
                tr(
                    "Could not make a file in {folder}: {strerror}.",
                    folder=self._folder,
                    strerror=error.strerror or error,
                ),
                tr("Check that the folder may be written and the disk has room."),
            ) from error

    def _spool(self, path: Path) -> None:
        command = self._options.command
        if not command:
            return
        kept = tr("The file is kept to look at: {path}.", path=path)
        try:
            done = subprocess.run(  # noqa: S603 - the command is the owner's own setting
                [*command, str(path)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=self._options.command_timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DeviceFault(
                tr(
                    "{command} did not end within {command_timeout_s} s; whether"
                    " it printed is not known. {kept}",
                    command=command[0],
                    command_timeout_s=self._options.command_timeout_s,
                    kept=kept,
                ),
                tr("Look at the printer before you print again, or raise command_timeout_s."),
            ) from error
        except OSError as error:
            raise PrintRefused(
                tr(
                    "{command} could not be run: {strerror}. {kept}",
                    command=command[0],
                    strerror=error.strerror or error,
                    kept=kept,
                ),
                tr(
                    "Correct `command` in the options of the printer, then {once}",
                    once=tr_marked(ONCE),
                ),
            ) from error
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().splitlines()
            reason = (
                said[-1].rstrip(".")
                if said
                else tr("exit status {returncode}", returncode=done.returncode)
            )
            raise PrintRefused(
                tr(
                    "{command} refused the file: {reason}. {kept}",
                    command=command[0],
                    reason=reason,
                    kept=kept,
                ),
                tr("Put right what it says, then {once}", once=tr_marked(ONCE)),
            )


def _folder_of(port: str) -> Path:
    if not port.startswith("file:"):
        return Path(port).expanduser()
    path = unquote(urlsplit(port).path)
    # On Windows the path of file:///C:/labels/ begins with a slash before the drive.
    return Path(path[1:] if re.match(r"/[A-Za-z]:", path) else path)


def _number_of(path: Path) -> int:
    match = _NUMBERED.fullmatch(path.name)
    return int(match[1]) if match else 0


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, where the system lets us."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Some network shares refuse to sync a folder; the file in it was synced already.
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


DRIVER = Driver(
    title=mark("PDF files in a folder, spooled by a command if set"),
    open=PdfPrinter,
    options=PdfOptions,
    serial=None,
)
