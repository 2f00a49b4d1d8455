"""The reports of sweeps, and the folder of a home they are written to."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from procstation.errors import StoreError
from procstation.language import tr
from procstation.sweeping.report_files import write_report
from procstation.sweeping.sweeps import Sweeps

if TYPE_CHECKING:
    from procstation.sweeping.report import SweepReport

REPORTS = "reports"
_NO_NAME = re.compile(r"[^\w.-]+")


class SweepReports:
    """May be used from any thread.

    Args:
        home: The folder of configuration and store.
        settle: Brings into the store what is heard just now, before it is reported on.
    """

    def __init__(
        self, sweeps: Sweeps, home: Path, settle: Callable[[], None] = lambda: None
    ) -> None:
        self._sweeps = sweeps
        self._settle = settle
        self._folder = home / REPORTS

    def read(self, name: str) -> "SweepReport":
        """Return the report of a sweep as it stands now; see `Sweeps.report`."""
        self._settle()
        return self._sweeps.report(name)

    def read_while(self, name: str, wanted: Callable[[], bool]) -> "SweepReport | None":
        """The same; None when nobody waits for it any more. See `Sweeps.report_while`."""
        self._settle()
        return self._sweeps.report_while(name, wanted)

    def write(self, report: "SweepReport", ending: str) -> Path:
        """Write a report, and return the file; one of that name is replaced.

        Args:
            ending: One of `report_files.ENDINGS`.

        Raises:
            StoreError: It cannot be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                tr(
                    "The folder {folder} cannot be made: {strerror}.",
                    folder=self._folder,
                    strerror=error.strerror or error,
                ),
                tr("Make room on the disk, or give access to the folder of the station."),
            ) from error
        stem = _NO_NAME.sub("-", report.name).strip("-.") or "sweep"
        path = self._folder / f"{stem}{ending}"
        write_report(report, path)
        return path
