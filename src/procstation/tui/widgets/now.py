"""The item in work: the largest thing on the screen."""

from textual.content import Content
from textual.widgets import Static

from procstation.items import split
from procstation.linking import BenchState, ItemInWork

SPINE_WIDTH = 12
"""Columns for the spine label's lines: a spine label holds eight or nine characters."""

WELCOME = (
    ("1", "Take a book from the cart and scan its ISBN or its barcode."),
    ("2", "Lay it on the pad. Its tag is written, read back and secured."),
    ("3", "Stick on the labels the printer gives you, and scan the barcode."),
)


class NowPanel(Static):
    """Shows the item in work, or what to do first when there is none."""

    BORDER_TITLE = "now"

    def show(self, state: BenchState) -> None:
        """Draw what the state holds."""
        item = state.now
        if item is None:
            self.border_subtitle = ""
            self.update(_welcome(state))
        else:
            self.border_subtitle = item.profile.title
            self.update(_item(item))


def _welcome(state: BenchState) -> Content:
    how = state.profile.title if state.profile is not None else "opening…"
    lines = [Content.assemble(("No item in work", "bold"), f" · {how}"), Content("")]
    for number, text in WELCOME:
        lines.append(Content.assemble((f" {number} ", "bold reverse"), f" {text}"))
    lines.append(Content(""))
    lines.append(Content.assemble(("?", "bold"), " shows every key."))
    return Content("\n").join(lines)


def _item(item: ItemInWork) -> Content:
    if item.title is None:
        return Content.styled("No record yet", "bold")
    title = item.title
    about = " · ".join(part for part in (title.author, title.date, title.medium) if part)
    right = _facts(item)
    left = _spine(item)
    rows = max(len(left), len(right))
    left += [""] * (rows - len(left))
    right += [Content("")] * (rows - len(right))
    body = [
        Content.assemble((line[:SPINE_WIDTH].ljust(SPINE_WIDTH), "bold"), fact)
        for line, fact in zip(left, right, strict=True)
    ]
    return Content("\n").join(
        [Content.styled(title.title, "bold"), Content.styled(about, "dim"), Content(""), *body]
    )


def _spine(item: ItemInWork) -> list[str]:
    number = (item.item.call_number if item.item else None) or (
        item.title.call_number if item.title else None
    )
    if number is None:
        return ["no call", "number"]
    return list(split(number.text, number.scheme).lines)


def _facts(item: ItemInWork) -> list[Content]:
    facts = []
    held = item.item
    number = (held.call_number if held else None) or (
        item.title.call_number if item.title else None
    )
    if number is not None:
        facts.append(Content(number.text))
    if held is not None:
        where = " › ".join(part for part in (held.library, held.location) if part)
        more = " ".join(part for part in (held.volume, held.copy) if part)
        facts += [Content(text) for text in (where, more) if text]
    facts.append(Content(""))
    if item.barcode:
        facts.append(Content.assemble(("barcode ", "dim"), (_grouped(item.barcode), "bold")))
    else:
        facts.append(Content.styled("no barcode yet", "dim"))
    if item.tag_uid:
        facts.append(Content.assemble(("tag     ", "dim"), _quads(item.tag_uid)))
    return facts


def _grouped(barcode: str) -> str:
    if len(barcode) == 14 and barcode.isdigit():
        return f"{barcode[0]} {barcode[1:5]} {barcode[5:9]} {barcode[9:]}"
    return barcode


def _quads(uid: str) -> str:
    return " ".join(uid[start : start + 4] for start in range(0, len(uid), 4))
