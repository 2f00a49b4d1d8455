"""What can go wrong, in words: one root, and one branch for each thing a caller may do about it.

Every error says what happened, with the value, and what to do next. The faces print the two
sentences; nothing else of an expected failure is ever shown.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from procstation.language import tr


class StationError(Exception):
    """An expected failure.

    Args:
        what: One sentence: what happened, with the value that caused it.
        do_next: One sentence: what the person should do now.
    """

    def __init__(self, what: str, do_next: str) -> None:
        super().__init__(what)
        self.what = what
        self.do_next = do_next


class UsageError(StationError):
    """The command or the configuration is wrong; nothing was tried (exit status 2)."""


class ConfigError(UsageError):
    """The configuration file cannot be used."""


class DriverNotFound(UsageError):
    """No driver of that name is installed."""


class InputRefused(StationError):
    """A file, a value or an item was looked at and not accepted; nothing was changed."""


class StoreError(StationError):
    """The store cannot be opened, read or written."""


class JournalError(StationError):
    """The journal cannot be opened or written: work must stop, since a scan could be lost."""


class StationDefect(StationError):
    """A mistake in this program ended the work; what was recorded is safe."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(
            tr(
                "The station met a defect and stopped: {name}: {error}.",
                name=type(error).__name__,
                error=error,
            ),
            tr("What was recorded is safe. Start it again, and report these lines."),
        )


class DeviceError(StationError):
    """A device could not do what was asked."""


class DeviceLost(DeviceError):
    """No answer, or the port went away. May be tried again."""


class DeviceFault(DeviceError):
    """The device answered something we cannot trust, or refused. Trying again will not help."""


class PrintRefused(DeviceFault):
    """The printer did not take a job: for certain nothing of it is printed, now or later."""


class TagLost(DeviceError):
    """The tag left the field, or was never there. May be tried again when it is back."""


class TagRefused(DeviceError):
    """The tag is there and refuses: locked, too small, or a command it does not have."""


class SystemTrouble(StationError):
    """A library system could not do what was asked, or nobody knows whether it did."""


class SystemUnreachable(SystemTrouble):
    """No answer, and for certain nothing was done there. May be tried again later."""


class SystemBusy(SystemUnreachable):
    """The system asks to be left alone for a while.

    Args:
        wait_s: For how long, when it says so.
    """

    def __init__(self, what: str, do_next: str, wait_s: float | None = None) -> None:
        super().__init__(what, do_next)
        self.wait_s = wait_s


class OutcomeUnknown(SystemTrouble):
    """Something was asked for and the answer got lost: look there before asking again."""


class SystemDenied(SystemTrouble):
    """The login or its rights do not do: nothing will work until a person has put that right."""


class SystemRefused(SystemTrouble):
    """The system says no to this one wish. Asking again will not help.

    Args:
        code: Its own code for the reason, "" without one.
    """

    def __init__(self, what: str, do_next: str, code: str = "") -> None:
        super().__init__(what, do_next)
        self.code = code


class SystemConfused(SystemTrouble):
    """What answered cannot be the system, or its answer makes no sense: a proxy's page, half a
    JSON, a wrong checksum. Nothing of it was used."""


class SystemMoved(SystemTrouble):
    """The item was changed there after it was read: read it again, then decide."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name a mistyped one most likely meant, or None."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0.55)
    return matches[0] if matches else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "Did you mean 'x'?" or a list of what there is."""
    names = sorted(known)
    match = nearest(name, names)
    if match is not None:
        return tr("Did you mean {name!r}?", name=match)
    if not names:
        return tr("There are none.")
    return tr("Known names: {names}.", names=", ".join(names))
