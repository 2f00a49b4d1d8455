"""`bench report`: what the bench has done, worked out from its journal."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from procstation.cli.answer import Labels, answer
from procstation.cli.context import Context
from procstation.cli.journal import item_document, opened_journal
from procstation.language import mark, tr
from procstation.linking import INPUTS, BenchReport, report_on
from procstation.linking.view import half_done_line

LABELS = Labels(mark("released"), mark("half done"), mark("not found"))


def show_report(
    context: Context, since: datetime | None, as_json: bool, archive: Path | None = None
) -> None:
    """Print what was done since a time, on the clock on the wall; None for all there is.

    Args:
        archive: Where archived files of the journal are; None for none.

    Raises:
        InputRefused: There is no journal.
    """
    from procstation.station import STREAM  # noqa: PLC0415

    begin = "" if since is None else since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    with opened_journal(context, archive) as journal:
        found = report_on(journal.entries(STREAM, INPUTS), begin)
    answer(_document(found), as_json, lambda: _lines(found))


def _document(found: BenchReport) -> dict[str, Any]:
    return {
        "released": len(found.released_at),
        "first": found.released_at[0] if found.released_at else None,
        "last": found.released_at[-1] if found.released_at else None,
        "items_an_hour": found.items_an_hour,
        "by_hour": found.by_hour,
        "rolls": [
            {"name": roll.name, "written": roll.written, "failed": list(roll.failed)}
            for roll in found.rolls
        ],
        "half_done": [
            item_document(item, in_work=item is found.in_work) for item in found.half_done
        ],
        "not_found": found.not_found,
    }


def _lines(found: BenchReport) -> Iterator[str]:
    rate = found.items_an_hour
    yield LABELS.line("released", len(found.released_at)) + (
        tr(", {rate} an hour", rate=rate) if rate else ""
    )
    for hour, count in found.by_hour.items():
        begun = datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone()
        yield f"  {begun:%Y-%m-%d %H} h  {count}"
    for roll in found.rolls:
        name = tr("roll {name}", name=roll.name) if roll.name else tr("tags of no named roll")
        yield tr(
            "{name}: {written} written, {count} failed",
            name=name,
            written=roll.written,
            count=len(roll.failed),
        )
        for uid in roll.failed:
            yield "  " + tr("failed: {uid}", uid=uid)
    yield LABELS.line("half done", len(found.half_done))
    for item in found.half_done:
        yield "  " + tr(
            "number {number}: {line}",
            number=item.number,
            line=half_done_line(item),
        )
    yield LABELS.line("not found", len(found.not_found))
    for code in found.not_found:
        yield f"  {code}"
