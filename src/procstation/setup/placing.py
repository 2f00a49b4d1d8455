"""Files beside the program: an entry of the desktop's menu, rules for devices, a service.

Nothing here asks for the rights of the administrator: what needs them is said.
"""

import os
import shlex
import shutil
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from procstation.errors import InputRefused, UsageError, did_you_mean
from procstation.language import tr

NAMES = {
    "desktop": "procstation.desktop",
    "udev": "70-procstation.rules",
    "systemd": "procstation.service",
}
UDEV_RULES = Path("/etc/udev/rules.d")
UDEV_ANEW = "udevadm control --reload && udevadm trigger"
LINGER = "loginctl enable-linger ACCOUNT"
"""What an administrator types."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A file, and where it goes.

    Attributes:
        written: Whether it is there now; otherwise it was only tried.
        do_next: What is left to do, line by line; commands as they are typed.
    """

    what: str
    path: Path
    text: str
    written: bool
    do_next: tuple[str, ...]


def place(what: str, home: Path, folder: Path | None = None, *, dry_run: bool = False) -> Placed:
    """Write one of the files.

    Args:
        what: One of `NAMES`.
        home: The station's home, which the files name.
        folder: Where it goes; None for where the system looks, or, where that needs the rights of
            the administrator, the station's home.

    Raises:
        UsageError: There is no such file.
        InputRefused: It cannot be written.
    """
    if what not in NAMES:
        raise UsageError(
            tr("There is nothing named {what!r} to place.", what=what), did_you_mean(what, NAMES)
        )
    name = NAMES[what]
    text = (files("procstation.setup") / "files" / name).read_text(encoding="utf-8")
    text = text.replace("{command}", _command(what, home)).replace("{home}", _quoted(str(home)))
    path = (folder or _usual_folder(what, home)) / name
    if not dry_run:
        _write(path, text)
    return Placed(what, path, text, not dry_run, _do_next(what, path))


def _usual_folder(what: str, home: Path) -> Path:
    if what == "desktop":
        data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
        return Path(data) / "applications"
    if what == "systemd":
        config = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
        return Path(config) / "systemd" / "user"
    return home


def _do_next(what: str, path: Path) -> tuple[str, ...]:
    if what == "desktop":
        return (tr("procstation is among the programs of the desktop; it opens in its terminal."),)
    if what == "systemd":
        return (
            "keyring set procstation browser",
            "systemctl --user daemon-reload",
            f"systemctl --user enable --now {path.name}",
            tr(
                "As administrator, if it shall run with nobody logged in: {command}",
                command=LINGER,
            ),
        )
    install = f"install -m 644 {shlex.quote(str(path))} {UDEV_RULES}"
    return (
        tr("As administrator: {command}", command=install),
        tr("As administrator: {command}", command=UDEV_ANEW),
        tr("Unplug the devices and plug them in again."),
    )


def _command(what: str, home: Path) -> str:
    """Return what starts this program in that home, as the file has to have it."""
    found = shutil.which("procstation")
    words = [found] if found else [sys.executable, "-m", "procstation.cli.main"]
    words += ["--home", str(home)]
    # In a desktop entry % begins a field, in a unit a specifier.
    return " ".join(_quoted(word) for word in words) if what != "udev" else ""


def _quoted(word: str) -> str:
    """Quote a word as desktop entries and systemd units both read it."""
    word = word.replace("%", "%%")
    if not set(word) & set(" \t\"'\\<>~|&;$*?#()`"):
        return word
    for sign in ("\\", '"', "`", "$"):
        word = word.replace(sign, f"\\{sign}")
    return f'"{word}"'


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputRefused(
            tr(
                "{path} cannot be written: {strerror}.", path=path, strerror=error.strerror or error
            ),
            tr("Name a folder you may write to with --to DIR."),
        ) from error
