"""The item in work: the largest thing on the screen."""

from textual.content import Content

from procstation.catalog import Item
from procstation.keys import key
from procstation.labels import Source
from procstation.language import mark, tr, tr_marked
from procstation.linking import BenchState, ItemInWork, takes_stacks
from procstation.linking.view import part_lines, told_line
from procstation.printing import label_data
from procstation.tui.big_letters import big, can_be_big
from procstation.tui.widgets.panel import Panel
from procstation.tui.widgets.stack import stack_table

SPINE_WIDTH = 12
"""Columns for the spine label: it holds eight or nine characters a line."""

ROWS_FOR_WAYS = 6
"""With fewer rows only the next thing to do is said, below."""

ROWS_FOR_AIR = 11
"""From so many rows on there is room for blank lines between the parts."""

ROWS_FOR_LARGE, COLUMNS_FOR_LARGE, MOST_OF_LARGE = 26, 90, 48
"""On a large screen the label stands there in letters that are read from a step away."""

SPINE_SOURCES: tuple[Source, ...] = ("call_number", "volume", "copy")
"""What a spine label says of an item, in this order."""

WELCOME = (
    ("1", mark("Scan a book: its ISBN or its barcode.")),
    ("2", mark("Lay it on the pad: its tag is written.")),
    ("3", mark("Stick the labels on, scan the barcode.")),
)


HANDS_FREE_WELCOME = (
    ("1", mark("Scan a book, or lay down a tagged one.")),
    ("2", mark("Lay it on the pad, and hear the tone.")),
    ("3", mark("Next: nothing to press.")),
)

STACK_WELCOME = (
    ("1", mark("Lay several books on the pad at once.")),
    ("2", mark("Each is put right, or its trouble is named here.")),
    ("3", mark("Take them off, and lay the next ones down.")),
)


class NowPanel(Panel):
    """Shows the item in work, or what to do first when there is none."""

    def show(self, state: BenchState) -> None:
        """Draw what the state holds."""
        item = state.now
        if item is None and state.stack is not None and takes_stacks(state):
            where = tr("on the pad") if state.on_pad else tr("the last stack")
            table = stack_table(state.stack, self.size.width, self.size.height)
            self.draw(table, tr("{count} books", count=len(state.stack.books)), where)
        elif item is None:
            self.draw(_welcome(state, in_short=self.size.height < ROWS_FOR_WAYS), tr("now"))
        else:
            self.draw(self._item(item, state), tr("now"), tr_marked(item.profile.title))

    def _item(self, item: ItemInWork, state: BenchState) -> Content:
        rows, columns = self.size.height, self.size.width
        is_large = rows >= ROWS_FOR_LARGE and columns >= COLUMNS_FOR_LARGE
        return _item(item, state, airy=rows >= ROWS_FOR_AIR, large=is_large)


def _welcome(state: BenchState, *, in_short: bool) -> Content:
    profile = state.profile
    how = tr_marked(profile.title) if profile is not None else tr("opening…")
    ways = WELCOME
    if profile is not None and profile.pad == "stack":
        ways = STACK_WELCOME
    elif profile is not None and profile.hands_free:
        ways = HANDS_FREE_WELCOME
    lines = [Content.assemble((tr("No item in work"), "bold"), f" · {how}"), Content("")]
    if not in_short:
        for number, text in ways:
            lines.append(Content.assemble((f" {number} ", "bold reverse"), f" {tr_marked(text)}"))
        lines.append(Content(""))
    lines.append(
        Content(
            tr(
                "{find} finds a title, {help} shows every key.",
                find=key("go.find"),
                help=key("app.ask"),
            )
        )
    )
    return Content("\n").join(lines)


def _item(item: ItemInWork, state: BenchState, *, airy: bool, large: bool) -> Content:
    if item.title is None:
        step = item.step
        lines = [Content.styled(tr("No record yet"), "bold")]
        if item.code and step is not None:
            lines += [Content(item.code), Content.styled(step.detail, "$text-muted")]
        return Content("\n").join(lines)
    title = item.title
    about = " · ".join(part for part in (title.author, title.date, title.medium) if part)
    right = _facts(item, state)
    left = _spine(item)
    if large and all(map(can_be_big, left)):
        left = [row for line in left for row in (*big(line, MOST_OF_LARGE), "")][:-1]
    if airy:
        left = _framed(left)
    rows = max(len(left), len(right))
    left += [""] * (rows - len(left))
    right += [Content("")] * (rows - len(right))
    width = max(SPINE_WIDTH, *(len(line) + 2 for line in left))
    body = [
        Content.assemble((line.ljust(width), "bold"), fact)
        for line, fact in zip(left, right, strict=True)
    ]
    head = [Content.styled(title.title, "bold"), Content.styled(about, "$text-muted")]
    if airy:
        head.append(Content(""))
    return Content("\n").join([*head, *body])


def _framed(lines: list[str]) -> list[str]:
    """Draw the lines as the label they will be."""
    width = max(SPINE_WIDTH - 4, *(len(line) for line in lines))
    edge = "─" * (width + 2)
    return [f"┌{edge}┐", *(f"│ {line.ljust(width)} │" for line in lines), f"└{edge}┘"]


def _spine(item: ItemInWork) -> list[str]:
    """Return the lines of the label, as the printer will have them."""
    assert item.title is not None
    held = item.item or Item(0, item.title.id, item.barcode or None)
    data = label_data(held, item.title)
    lines = [line for source in SPINE_SOURCES for line in data.lines(source)]
    return lines if data.call_number is not None else tr("no call number").split(maxsplit=1)


def _facts(item: ItemInWork, state: BenchState) -> list[Content]:
    facts = []
    held = item.item
    number = (held.call_number if held else None) or (
        item.title.call_number if item.title else None
    )
    if number is not None:
        facts.append(Content(number.text))
    parts = part_lines(item.item_set, state) if item.item_set is not None else []
    if held is not None and not parts:
        where = " › ".join(part for part in (held.library, held.location) if part)
        more = " ".join(part for part in (held.volume, held.copy) if part)
        facts += [Content(text) for text in (where, more) if text]
        if told_line(item):
            facts.append(Content.styled(told_line(item), "$text-muted"))
    # What is missing of a set must be seen, whatever room there is.
    facts += [Content(text) for text in parts or [""]]
    if item.barcode:
        facts.append(
            Content.assemble(
                (f"{tr('barcode'):<7} ", "$text-muted"), (_grouped(item.barcode), "bold")
            )
        )
    else:
        facts.append(Content.styled(tr("no barcode yet"), "$text-muted"))
    if item.tag_uid and not parts:
        facts.append(Content.assemble((f"{tr('tag'):<7} ", "$text-muted"), _quads(item.tag_uid)))
    return facts


def _grouped(barcode: str) -> str:
    if len(barcode) == 14 and barcode.isdigit():
        return f"{barcode[0]} {barcode[1:5]} {barcode[5:10]} {barcode[10:]}"
    return barcode


def _quads(uid: str) -> str:
    return " ".join(uid[start : start + 4] for start in range(0, len(uid), 4))
