"""What commands answer of the queue of labels: lines for people, documents for programs."""

from collections.abc import Iterator

from procstation.language import tr, trn
from procstation.printing import (
    Portion,
    QueuedLabel,
    QueueJob,
)


def told_lines(total: Portion) -> Iterator[str]:
    yield tr("{labels} printed.", labels=so_many_labels(total.labels))
    if total.refused:
        yield tr(
            "{labels} refused; `label queue list --state refused` says why.",
            labels=so_many_labels(total.refused),
        )
    if total.failed:
        yield tr("{labels} did not come out and wait again.", labels=so_many_labels(total.failed))
    if total.unknown:
        yield (
            tr(
                "{labels} may have come out: look, then say so with `label"
                " queue settle`; `label queue list --state unknown` names"
                " them.",
                labels=so_many_labels(total.unknown),
            )
        )
    if total.stop:
        yield tr("Stopped: {stop}", stop=total.stop)


def so_many_labels(count: int) -> str:
    return trn("{count} label", "{count} labels", count)


def job_line(job: QueueJob) -> str:
    counts = ", ".join(f"{count} {state}" for state, count in job.counts.items())
    return f"{job.id:>5}  {job.at[:16]}  {counts:<30}  {job.title}"


def job_document(job: QueueJob) -> dict[str, object]:
    counts = {str(state): count for state, count in job.counts.items()}
    return {"job": job.id, "title": job.title, "at": job.at, "counts": counts}


def label_line(label: QueuedLabel) -> str:
    data = label.request.data
    what = f"{data.barcode:<16}{data.value('call_number')}"
    where = f"  {label.printer}" if label.printer else ""
    if label.sheet is not None and label.cell is not None:
        where += tr(", sheet {sheet}, label {cell}", sheet=label.sheet, cell=label.cell + 1)
    reason = f"  {label.reason}" if label.reason else ""
    return f"{label.name:>8}  {label.state:<10}{label.request.template:<14}{what}{where}{reason}"


def label_document(label: QueuedLabel) -> dict[str, object]:
    data = label.request.data
    return {
        "job": label.job,
        "number": label.number,
        "barcode": data.barcode,
        "call_number": data.value("call_number"),
        "template": label.request.template,
        "stock": label.stock or label.request.stock,
        "state": str(label.state),
        "reason": label.reason,
        "printer": label.printer,
        "sheet": label.sheet,
        "cell": None if label.cell is None else label.cell + 1,
        "at": label.at,
    }
