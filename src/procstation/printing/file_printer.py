"""A file as a printer: the labels of one job, whole or not at all."""

from pathlib import Path

from procstation.devices import Outcome, PrinterState, PrintRefused
from procstation.errors import UsageError, did_you_mean
from procstation.language import tr
from procstation.printing.durable import write_durably
from procstation.printing.job import Target

DOTS_PER_MM = {203: 8.0, 300: 300 / 25.4, 600: 600 / 25.4}
"""Print heads: 203 dpi is 8 dots to the millimetre exactly (203.2)."""

USUAL_DPI = {"zpl": 203, "pdf": 600, "png": 600, "svg": 600}
"""The languages there are files of."""


def target_of_file(path: Path, dpi: int | None = None, stock: str = "") -> Target:
    """Return the target that a file is, by its ending.

    Args:
        dpi: One of `DOTS_PER_MM`; None for what printers of that language usually have.

    Raises:
        UsageError: Nothing can be written to a file of that ending.
    """
    language = path.suffix.lower().removeprefix(".")
    if language not in USUAL_DPI:
        endings = [f".{name}" for name in USUAL_DPI]
        raise UsageError(
            tr(
                "Labels cannot be written to a file ending in {suffix!r}: {path}.",
                suffix=path.suffix,
                path=path,
            ),
            did_you_mean(path.suffix, endings),
        )
    return Target(str(path), language, DOTS_PER_MM[dpi or USUAL_DPI[language]], stock)


class FilePrinter:
    """Writes a job to a file. Implements `LabelPrinter`."""

    def __init__(self, path: Path, target: Target) -> None:
        self._path = path
        self.language = target.language
        self.dots_per_mm = target.dots_per_mm

    def state(self) -> PrinterState:
        return PrinterState(ready=True)

    def send(self, job: bytes, labels: int) -> Outcome:
        del labels
        try:
            write_durably(self._path, job)
        except OSError as error:
            raise PrintRefused(
                tr(
                    "{path} cannot be written: {why}.", path=self._path, why=error.strerror or error
                ),
                tr("Choose another file, or make room on the disk."),
            ) from error
        return Outcome.SENT

    def close(self) -> None:
        """Nothing to let go of."""
