"""A report as a file of the kind its name ends with."""

from pathlib import Path

from procstation.errors import StoreError, UsageError
from procstation.language import tr
from procstation.sweeping.report import SweepReport

ENDINGS = (".csv", ".xlsx", ".pdf", ".html", ".json")


def require_ending(path: Path) -> None:
    """Check that a report can be written to a file of this name.

    Raises:
        UsageError: It ends in none of `ENDINGS`.
    """
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(
            tr("{name!r} does not say what kind of report to write.", name=path.name),
            tr(
                "Let it end in {endings} or {last}.",
                endings=", ".join(ENDINGS[:-1]),
                last=ENDINGS[-1],
            ),
        )


def write_report(report: SweepReport, path: Path, paper: str = "a4") -> None:
    """Write a report, whole or not at all; a file of that name is replaced.

    Args:
        paper: Of a PDF: `a4` or `letter`.

    Raises:
        UsageError: As `require_ending`.
        StoreError: The file cannot be written.
    """
    require_ending(path)
    part = path.with_name(f".{path.name}.part")
    try:
        _write(report, part, path.suffix.lower(), paper)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(
            tr(
                "The report cannot be written to {path}: {strerror}.",
                path=path,
                strerror=error.strerror or error,
            ),
            tr("Name a folder that can be written to, with room on its disk."),
        ) from error


def _write(report: SweepReport, path: Path, ending: str, paper: str) -> None:
    # Each kind needs libraries of its own, of which a station that sweeps needs none.
    match ending:
        case ".csv":
            from procstation.sweeping.report_csv import write_csv  # noqa: PLC0415

            write_csv(report, path)
        case ".json":
            from procstation.sweeping.report_json import write_json  # noqa: PLC0415

            write_json(report, path)
        case ".xlsx":
            from procstation.sweeping.report_xlsx import write_xlsx  # noqa: PLC0415

            write_xlsx(report, path)
        case ".pdf":
            from procstation.labels.printed_page import PAPERS  # noqa: PLC0415
            from procstation.sweeping.report_pdf import write_pdf  # noqa: PLC0415

            write_pdf(report, path, PAPERS[paper])
        case _:
            from procstation.sweeping.report_html import write_html  # noqa: PLC0415

            write_html(report, path)
