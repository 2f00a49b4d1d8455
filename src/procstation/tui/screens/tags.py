"""The tag inspector: what lies on the pad byte by byte, its verdict, and what can be put right."""

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import DataTable, Label, OptionList, Static
from textual.widgets.option_list import Option

from procstation.errors import StationError
from procstation.language import tr, tr_marked
from procstation.linking import RepairAsked
from procstation.station import InspectedPad, InspectedTag, Station
from procstation.tagging import Repair
from procstation.tags import Block, Severity, Verdict
from procstation.tui.bindings import bound
from procstation.tui.messages import StationChanged
from procstation.tui.widgets.cell_wrap import wrap
from procstation.tui.widgets.devices import DevicesBar
from procstation.tui.widgets.dialog_keys import DialogKeys
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.lines import Lines

LOCKED = "L"
BLOCK_COLUMN = 8
"""Columns for the numbers of blocks and the sign of the lock."""

LEAST_ROOM = 20
"""Columns that the meaning of bytes gets on the smallest screen."""

SIGNS = {
    Verdict.CONFORMS: ("✓", "$success"),
    Verdict.READABLE: ("!", "bold $warning"),
    Verdict.DAMAGED: ("✗", "bold $error"),
    Verdict.BLANK: ("·", "$foreground"),
    Verdict.OTHER: ("?", "bold $warning"),
}
"""A sign and its colour for each verdict. Beside it always stands the word."""

SEVERITY_STYLES = {
    Severity.DAMAGE: "bold $error",
    Severity.DEVIATION: "bold $warning",
    Severity.NOTE: "bold",
}


class RepairScreen(ModalScreen[bool]):
    """Says what a repair does before it is done; ends with whether it is wanted."""

    CSS_PATH = "dialogs.tcss"
    PLACE = "confirm"
    BINDINGS = [bound("confirm.yes", "dismiss(True)"), bound("dialog.back", "dismiss(False)")]

    def __init__(self, tag: InspectedTag, repair: Repair) -> None:
        super().__init__()
        self._tag = tag
        self._repair = repair

    def compose(self) -> ComposeResult:
        repair = self._repair
        with VerticalScroll(classes="dialog"):
            yield Label(
                Content(
                    tr("{act}, tag {name}", act=repair.act.word, name=self._tag.inspection.name)
                )
            )
            yield Static(Content(repair.does))
            for change in repair.changes:
                yield Static(Content(f"· {change}"))
            yield DialogKeys(("enter", tr("Enter does it")))


class TagsScreen(Screen[None]):
    """Shows the tags on the pad, reads them again when they change, asks the bench for repairs."""

    CSS_PATH = Path(__file__).with_name("tags.tcss")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    PLACE = "tags"
    BINDINGS = [
        bound("tags.look", "look"),
        bound("tags.next", "next"),
        *[
            bound(f"tags.repair_{number}", f"repair({number - 1})", show=False)
            for number in range(1, 10)
        ],
        bound("tags.back", "close"),
    ]

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self._found: InspectedPad | StationError | None = None
        self._shown: InspectedPad | StationError | None = None
        self._seen: object = None
        self._chosen = ""
        self._said = station.bench.state.said
        """What was said before this screen was opened is of something else."""

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        with Horizontal(id="tags-work"):
            with Vertical(id="tags-left"):
                yield OptionList(id="tags")
                with VerticalScroll(id="verdict"):
                    yield Lines(id="verdict-text")
            table: DataTable[Text] = DataTable(id="blocks", cursor_type="row", zebra_stripes=True)
            yield table
        yield Lines(id="tags-prompt")
        yield KeysBar()

    def on_mount(self) -> None:
        self.query_one("#tags").border_title = tr("on the pad")
        self.query_one("#verdict").border_title = tr("verdict")
        self.query_one("#blocks").focus()
        self.station_changed()

    def on_resize(self) -> None:
        # How the meanings are broken depends on the room they have got.
        self.call_after_refresh(self._show)

    def station_changed(self) -> None:
        """Read the tags again when others lie there, and show what was read since."""
        station = self._station
        state = station.bench.state
        pads = tuple((one.presence, one.word) for one in station.devices() if one.kind == "rfid")
        if (state.on_pad, pads) != self._seen:
            self._seen = (state.on_pad, pads)
            self.action_look()
        profile = tr_marked(state.profile.title) if state.profile is not None else ""
        self.query_one(DevicesBar).show(station.name, profile, station.devices())
        if self._found is not self._shown:
            self._show()
        self._show_prompt()

    def action_look(self) -> None:
        app = self.app

        def found(pad: InspectedPad | StationError) -> None:
            # On the pad's thread: only the message crosses, and this screen may be gone by then.
            self._found = pad
            app.post_message(StationChanged())

        self._station.inspect_tags(found)

    def action_next(self) -> None:
        tags = self._tags()
        if tags:
            names = [tag.inspection.name for tag in tags]
            self._chosen = names[(names.index(self._uid()) + 1) % len(names)]
            self._show()

    def action_repair(self, number: int) -> None:
        tag = self._tag()
        if tag is None or number >= len(tag.repairs) or tag.repairs[number].hindrance:
            self.app.bell()
            return
        repair = tag.repairs[number]

        def answered(wanted: bool | None) -> None:
            if wanted:
                self._station.bench.post(RepairAsked(tag.inspection.name, repair.act))

        self.app.push_screen(RepairScreen(tag, repair), answered)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A repair can be asked for where there is one of that number."""
        tag = self._tag() if action == "repair" else None
        count = len(tag.repairs) if tag is not None else 0
        return action != "repair" or parameters[0] in range(count) or None

    def action_close(self) -> None:
        self.dismiss()

    @on(OptionList.OptionHighlighted, "#tags")
    def _tag_marked(self, event: OptionList.OptionHighlighted) -> None:
        if event.option.id is not None and event.option.id != self._uid():
            self._chosen = event.option.id
            self._show()

    def _tags(self) -> tuple[InspectedTag, ...]:
        found = self._found
        # Beside a patron card no tag is worked on.
        return found.tags if isinstance(found, InspectedPad) and not found.patron_cards else ()

    def _tag(self) -> InspectedTag | None:
        tags = self._tags()
        return next(
            (tag for tag in tags if tag.inspection.name == self._chosen), tags[0] if tags else None
        )

    def _uid(self) -> str:
        tag = self._tag()
        return tag.inspection.name if tag is not None else ""

    def _show(self) -> None:
        self._shown = self._found
        tags, tag = self._tags(), self._tag()
        listed = self.query_one("#tags", OptionList)
        with listed.prevent(OptionList.OptionHighlighted):
            listed.clear_options()
            listed.add_options([Option(_tag_line(one), id=one.inspection.name) for one in tags])
            listed.highlighted = tags.index(tag) if tag is not None else None
        self.query_one("#verdict-text", Lines).draw(
            _verdict_text(tag) if tag is not None else Content("")
        )
        self._show_blocks(tag.inspection.blocks() if tag is not None else ())
        self._show_prompt()

    def _show_blocks(self, blocks: Sequence[Block]) -> None:
        table = self.query_one("#blocks", DataTable)
        untold = any(block.locked is None for block in blocks)
        locks = (
            tr("this reader cannot tell what is locked")
            if untold
            else tr("{sign}: locked", sign=LOCKED)
        )
        table.border_title = tr("memory ({locks})", locks=locks)
        row = table.cursor_row
        table.clear(columns=True)
        size = max((len(block.data) for block in blocks), default=1)
        widths = (BLOCK_COLUMN, 3 * size - 1, max(size, len(tr("text"))))
        # Each column has a space on both sides, and the scrollbar takes two.
        room = table.content_size.width - sum(widths) - 2 * (len(widths) + 1) - 2
        room = max(room, LEAST_ROOM)
        columns = zip(
            (tr("block"), "hex", tr("text"), tr("what it is")), (*widths, room), strict=True
        )
        for title, width in columns:
            table.add_column(title, width=width)
        for block in blocks:
            number = f"{block.number}"
            if block.last != block.number:
                number += f"–{block.last}"
            number += f" {LOCKED}" if block.locked else ""
            for one in block.rows:
                first, *others = wrap(one.meaning, room, others="  ")
                rows = [(number, one.data.hex(" ").upper(), one.text, first)]
                rows += [("", "", "", other) for other in others]
                for cells in rows:
                    # Plain text: what is written on a tag is never markup.
                    table.add_row(*(Text(cell) for cell in cells))
                number = ""
        table.move_cursor(row=min(row, max(table.row_count - 1, 0)))

    def _show_prompt(self) -> None:
        self.query_one("#tags-prompt", Lines).draw(Content(self._prompt()))

    def _prompt(self) -> str:
        found = self._found
        state = self._station.bench.state
        told = state.lines[-1].text if state.said != self._said and state.lines else ""
        if found is None:
            return tr("▸ Reading the pad…")
        if isinstance(found, StationError):
            return f"✗ {found.what} {found.do_next}"
        if found.patron_cards:
            return tr("✗ A patron card is on the pad: take it off. Nothing of it was kept.")
        if found.troubles:
            return f"✗ {' '.join(found.troubles)}"
        if not found.tags:
            return tr("▸ Lay an item on the pad: its tag is taken apart here.")
        tag = self._tag()
        offered = [
            f"{number} {repair.act.word}"
            for number, repair in enumerate(tag.repairs if tag is not None else (), start=1)
            if not repair.hindrance
        ]
        if offered:
            return tr(
                "▸ Put the tag right: {offered}. {told}", offered=" · ".join(offered), told=told
            )
        if told:
            return told
        return tr("▸ Nothing is to be put right. ↑ ↓ lead through the memory of the tag.")


def _tag_line(tag: InspectedTag) -> Content:
    inspection = tag.inspection
    verdict = inspection.conformance.verdict
    item = inspection.content.item or inspection.content.model
    return Content.assemble(SIGNS[verdict], f" {inspection.name}\n  {item}")


def _verdict_text(tag: InspectedTag) -> Content:
    inspection = tag.inspection
    verdict = inspection.conformance.verdict
    sign, style = SIGNS[verdict]
    parts: list[Content] = [
        Content.assemble((f"{sign} {verdict.word}", style)),
        Content(f"{inspection.reading.family.name} · {inspection.content.model}"),
        Content(tr("Security: {why}", why=inspection.security.why)),
    ]
    torn = inspection.unfinished
    if torn is not None:
        parts.append(
            Content.assemble(
                (tr("torn") + " ", "bold $error"),
                tr(
                    "A write did not end: it held {text} and was to hold {to_hold}.",
                    text=torn.item or tr("no item"),
                    to_hold=torn.to_hold,
                ),
            )
        )
    title, item = tag.comparison.title, tag.comparison.item
    if title is not None and item is not None:
        about = (title.title, item.location, item.status or tr("available"))
        there = ", ".join(part for part in about if part)
        parts.append(Content(tr("Catalogue: {there}", there=there)))
    parts += [
        Content.assemble((tr("differs") + " ", "bold $warning"), difference)
        for difference in tag.comparison.differences
    ]
    for finding in inspection.conformance.findings:
        rule = finding.rule
        parts.append(
            Content.assemble(
                (f"{rule.severity.word} ", SEVERITY_STYLES[rule.severity]),
                f"{finding.what} {tr_marked(rule.meaning)}",
            )
        )
    for number, repair in enumerate(tag.repairs, start=1):
        parts.append(
            Content.assemble((f" {number} ", "bold reverse"), f" {repair.act.word}: {repair.does}")
            if not repair.hindrance
            else Content(
                tr(
                    " –  {act} is not possible: {hindrance}",
                    act=repair.act.word,
                    hindrance=repair.hindrance,
                )
            )
        )
    if inspection.map.note:
        parts.append(Content(inspection.map.note))
    return Content("\n").join(parts)
