"""How work on a device ended."""

from concurrent.futures import Future
from typing import Any

from procstation.errors import DeviceFault, StationError
from procstation.language import tr


def trouble_of(done: "Future[Any]", device: str) -> StationError | None:
    """Return why the work failed, None when it did not.

    A driver from elsewhere may raise anything: that too is an answer, or the item would wait for
    one for ever.

    Args:
        device: What was worked with, for the message: "The pad".
    """
    error = done.exception()
    if error is None or isinstance(error, StationError):
        return error
    return DeviceFault(
        tr(
            "{device} failed: {kind}: {error}.",
            device=device,
            kind=type(error).__name__,
            error=error,
        ),
        tr("Try again; if it stays, report this to whoever made the driver."),
    )
