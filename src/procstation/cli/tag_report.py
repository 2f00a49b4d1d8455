"""How a tag that was written is answered for, and noted in the catalogue."""

from collections.abc import Sequence
from datetime import UTC, datetime

from procstation.catalog import TagWritten
from procstation.cli.answer import answer, progress
from procstation.cli.context import Context
from procstation.cli.tag_text import (
    LABELS,
    content_document,
    content_lines,
    security_document,
    security_line,
)
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tagging import UndoFolder, WriteProgress, WriteReport
from procstation.tags import TagContent

UNDO_FOLDER = "undo"
"""In the station's home folder."""


def undo_folder(context: Context) -> UndoFolder:
    """Return the undo images of this station."""
    return UndoFolder(context.home / UNDO_FOLDER)


def show_progress(step: WriteProgress) -> None:
    """Tell a person how far a write is."""
    progress(f"{step.step} {step.done}/{step.total}")


def other_tags(context: Context, item: str, uid: bytes) -> list[TagWritten]:
    """Return the tags the catalogue knows of an item, but for this one."""
    return [tag for tag in context.catalogue.tags_of(item) if tag.uid != uid.hex().upper()]


def require_only_tag(
    known: Sequence[TagWritten], item: str, parts: int, lost: Sequence[str], second: bool
) -> None:
    """Require that a tag about to be written is not one too many for its item.

    Args:
        known: Its other tags.
        parts: Of how many the item consists; each has a tag of its own.
        lost: UIDs of tags that a person says are gone.
        second: The person wants one more all the same.

    Raises:
        InputRefused: The item has its tags already, or a lost tag is none of its.
    """
    uids = [tag.uid for tag in known]
    for uid in lost:
        if uid.upper() not in uids:
            raise InputRefused(
                tr(
                    "The tag {uid} is not known as one of {item}; its others are: {uids}.",
                    uid=uid,
                    item=item,
                    uids=", ".join(uids) or tr("none"),
                ),
                tr("Give the UID of the tag that is lost."),
            )
    left = [tag for tag in known if tag.uid not in {uid.upper() for uid in lost}]
    if len(left) >= parts and not second:
        newest = left[0]
        raise InputRefused(
            tr(
                "The item {item} already has the tag {uid}, written by"
                " {written_by} at {written_at}; nothing was written.",
                item=item,
                uid=newest.uid,
                written_by=newest.written_by,
                written_at=newest.written_at,
            ),
            tr(
                "Give --lost-tag {uid} when that one is gone, or --second-tag"
                " when this one is for another part.",
                uid=newest.uid,
            ),
        )


def note_content(context: Context, uid: bytes, content: TagContent) -> None:
    """Note in the catalogue what item a tag holds now, or that it holds none."""
    name = uid.hex().upper()
    if content.item is None:
        context.catalogue.forget_tag(name)
        return
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    by = context.config.station.name
    context.catalogue.record_tag(content.item, name, content.model, by=by, at=at)


def answer_report(report: WriteReport, as_json: bool, done: str = "") -> None:
    """Print how a write ended.

    Args:
        done: What was done, in words; how many blocks were written when it says nothing.
    """
    progress("")
    document = (
        security_document(report.uid, report.security)
        | content_document(report.content)
        | {
            "warnings": [*report.warnings, *report.content.warnings],
            "blocks_written": report.blocks_written,
        }
    )
    answer(document, as_json, lambda: _report_lines(report, done or _written(report)))


def _written(report: WriteReport) -> str:
    if not report.blocks_written:
        return tr("nothing to write, verified")
    return tr("{blocks_written} blocks written, verified", blocks_written=report.blocks_written)


def _report_lines(report: WriteReport, done: str) -> list[str]:
    return [
        LABELS.line("tag", f"{report.uid.hex().upper()}: {done}"),
        *content_lines(report.content),
        security_line(report.security),
        *(f"warning: {warning}" for warning in report.warnings),
    ]
