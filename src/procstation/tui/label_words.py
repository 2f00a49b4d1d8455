"""Labels as the screen of their queue tells of them."""

from collections.abc import Mapping, Sequence

from rich.text import Text

from procstation.items.field_words import field_in_words
from procstation.keys import key
from procstation.language import tr, tr_marked, trn
from procstation.printing import LabelState, QueuedLabel

SIGNS = {
    LabelState.QUEUED: "·",
    LabelState.SENDING: "▸",
    LabelState.SENT: "✓",
    LabelState.PRINTED: "✓",
    LabelState.UNKNOWN: "?",
    LabelState.FAILED: "!",
    LabelState.REFUSED: "✗",
    LabelState.CANCELLED: "–",
}
"""Beside it always stands the word."""


def next_thing(label: QueuedLabel | None, counts: Mapping[LabelState, int]) -> str:
    """Say what to do next.

    Args:
        label: The marked one.
        counts: How many labels are in each state.
    """
    unknown = counts.get(LabelState.UNKNOWN, 0)
    if label is not None and label.state is LabelState.UNKNOWN:
        return tr(
            "▸ Did label {name} come out? {yes} yes · {spoiled} spoiled · {no} no. {unknown}"
            " asked.",
            name=label.name,
            yes=key("labels.came_out"),
            spoiled=key("labels.spoiled"),
            no=key("labels.missing"),
            unknown=unknown,
        )
    if unknown:
        return tr(
            "▸ Of {unknown} labels it is not known whether they came out: look at them.",
            unknown=unknown,
        )
    if label is not None and label.state is LabelState.REFUSED:
        return tr(
            "✗ {reason} {edit} changes what it says.",
            reason=label.reason,
            edit=key("labels.edit"),
        )
    waiting = sum(counts.get(one, 0) for one in (LabelState.QUEUED, LabelState.FAILED))
    if waiting:
        return trn(
            "▸ 1 label waits: {run} prints it.",
            "▸ {waiting} labels wait: {run} prints them. {order} puts them in shelf order.",
            waiting,
            waiting=waiting,
            run=key("labels.run"),
            order=key("labels.order"),
        )
    return tr(
        "▸ Nothing waits. {add} adds labels, {again} prints the marked one again, {range} a range.",
        add=key("labels.add"),
        again=key("labels.again"),
        range=key("labels.range"),
    )


def row_of(label: QueuedLabel, columns: Sequence[str], room: int) -> list[Text]:
    """Return the cells of a label in the list.

    Args:
        room: Characters for the call number.
    """
    data = label.request.data
    cells = {
        "label": label.name,
        "state": f"{SIGNS[label.state]} {label.state.word}",
        "call number": _shortened(data.value("call_number") or data.title, room),
        "barcode": data.barcode,
    }
    # Plain text: what a record says is never markup.
    return [Text(cells[column]) for column in columns]


def _shortened(text: str, room: int) -> str:
    """Shorten in the middle: call numbers of one set differ at the end."""
    if len(text) <= room:
        return text
    head = (room - 1) // 2
    return f"{text[:head]}…{text[head + 1 - room :]}"


def about(label: QueuedLabel) -> list[str]:
    """What there is to say of a label beside its picture."""
    data = label.request.data
    lines = [
        f"{label.request.template}, {label.state.word}",
        data.barcode,
        data.value("call_number"),
    ]
    if label.printer:
        place = f"{label.printer}, {label.stock}"
        if label.sheet is not None and label.cell is not None:
            place = tr(
                "{printer}, {stock}, sheet {sheet}, label {number}",
                printer=label.printer,
                stock=label.stock,
                sheet=label.sheet,
                number=label.cell + 1,
            )
        lines.append(place)
    lines += [
        tr("only here: {field} {text}", field=field_in_words(source), text=text)
        for source, text in data.changes.items()
    ]
    return [line for line in (*lines, tr_marked(label.reason)) if line]
