"""The lists of a sweep to be printed and carried along, each beginning on a page of its own."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from procstation.labels.pages import Page
from procstation.labels.pdf import pdf_of
from procstation.labels.printed_page import A4, Drawn, Lettering, Paper
from procstation.language import grouped, tr, trn
from procstation.sweeping.bays import Bay, Hearing
from procstation.sweeping.lists import Entry, ListKind, WorkList, lists_of
from procstation.sweeping.report import SweepReport
from procstation.sweeping.tables import shelf_mark, summary

MARGIN = 14.0
TOP = 30.0
ENTRY = 15.0
ROW = 6.2
TICK = 4.0
CALL_NUMBER_WIDTH = 66.0
PLACE_WIDTH = 36.0


def write_pdf(report: SweepReport, path: Path, paper: Paper = A4) -> None:
    """Write what was counted, the bays that want another pass, and every list with work on it."""
    path.write_bytes(pdf_of(pages_of(report, paper), tr("Sweep {name}", name=report.name).strip()))


def pages_of(report: SweepReport, paper: Paper = A4) -> list[Page]:
    """Return the pages, as they are drawn."""
    return [one.page() for one in _Printer(report, paper).pages()]


class _Printer:
    def __init__(self, report: SweepReport, paper: Paper) -> None:
        self._report = report
        self._paper = paper
        self._letters = Lettering()
        self._right = paper.width_mm - MARGIN
        self._bottom = paper.height_mm - MARGIN

    def pages(self) -> list[Drawn]:
        pages = [*self._first_pages()]
        for work in lists_of(self._report):
            pages += self._list_pages(work)
        for number, page in enumerate(pages, 1):
            foot = tr(
                "{name} · page {number} of {count}",
                name=self._name,
                number=number,
                count=len(pages),
            )
            self._write(page, foot, 8, MARGIN, self._paper.height_mm - 8)
        return pages

    @property
    def _name(self) -> str:
        return tr("Sweep {name}", name=self._report.name).strip()

    def _write(
        self, page: Drawn, text: str, size_pt: float, left_mm: float, baseline_mm: float,
        right_mm: float | None = None, *, bold: bool = False,
    ) -> None:  # fmt: skip
        room_mm = (right_mm or self._right) - left_mm
        page.runs.append(self._letters.run(text, size_pt, left_mm, baseline_mm, room_mm, bold=bold))

    def _begun(self, title: str, beside: str) -> Drawn:
        page = Drawn(self._paper.width_mm, self._paper.height_mm)
        self._write(page, title, 17, MARGIN, 19, bold=True)
        self._write(page, beside, 9.5, MARGIN, 25)
        page.rule(MARGIN, 27, self._right - MARGIN, 0.5)
        return page

    def _first_pages(self) -> Iterator[Drawn]:
        page = self._begun(self._name, tr("what was counted"))
        down = TOP + 4
        for what, count in summary(self._report):
            self._write(page, grouped(count), 11, MARGIN, down, MARGIN + 22, bold=True)
            self._write(page, what, 11, MARGIN + 24, down)
            down += ROW
        bays = [bay for bay in self._report.bays if bay.hearing is not Hearing.WELL]
        if not bays:
            yield page
            return
        down += ROW
        self._write(page, tr("Bays that want another pass"), 13, MARGIN, down, bold=True)
        down += ROW + 1
        for bay in bays:
            if down > self._bottom:
                yield page
                page = self._begun(tr("Bays that want another pass"), self._name)
                down = TOP + 4
            page.box(MARGIN, down - 3.4, TICK)
            self._write(page, bay.name, 10, MARGIN + 7, down, MARGIN + 62, bold=True)
            self._write(page, _how_heard(bay), 9, MARGIN + 65, down)
            down += ROW
        yield page

    def _list_pages(self, work: WorkList) -> Iterator[Drawn]:
        each = int((self._bottom - TOP) // ENTRY)
        total = len(work.entries)
        for start in range(0, total, each):
            entries = work.entries[start : start + each]
            count = trn("1 item", "{number} items", total, number=grouped(total))
            if total > each:
                count = tr(
                    "{items}, {first} to {last}",
                    items=count,
                    first=grouped(start + 1),
                    last=grouped(start + len(entries)),
                )
            page = self._begun(work.title, f"{self._name} · {count}")
            for row, entry in enumerate(entries):
                self._draw(page, entry, work.kind, TOP + row * ENTRY)
            yield page

    def _draw(self, page: Drawn, one: Entry, kind: ListKind, top_mm: float) -> None:
        left = MARGIN + TICK + 3
        middle = left + CALL_NUMBER_WIDTH
        edge = middle - 2
        upper, second, third = (top_mm + down for down in (4.6, 9.0, 12.8))
        page.box(MARGIN, top_mm + 1.2, TICK)
        self._write(
            page, shelf_mark(one) or tr("no call number"), 11.5, left, upper, edge, bold=True
        )
        self._write(page, " / ".join(filter(None, (one.title, one.author))), 10, middle, upper)
        self._write(page, one.barcode, 9, left, second, edge)
        where, what = _told(one, kind)
        self._write(page, where, 9, middle, second)
        bold = kind is ListKind.RESHELVE
        # Reasons are long, and what stands below a barcode is short.
        at = middle if bold else left + PLACE_WIDTH
        self._write(
            page, tr("at {place}", place=one.where) if one.where else "", 9, left, third, at - 2
        )
        self._write(page, what, 9, at, third, bold=bold)
        page.rule(MARGIN, top_mm + ENTRY - 0.6, self._right - MARGIN, 0.1)


def _told(one: Entry, kind: ListKind) -> tuple[str, str]:
    """Return the two lines that say where and why."""
    stands = _between(one.left, one.right)
    match kind:
        case ListKind.RESHELVE:
            return tr("stands {between}", between=stands), tr(
                "put it {between}", between=_between(one.to_left, one.to_right)
            )
        case ListKind.LOOK_AGAIN:
            return tr("look {between}", between=stands), f"{one.why}: {one.reason}"
        case _:
            return (
                tr("stands {between}", between=stands) if one.left or one.right else ""
            ), one.why


def _between(left: str, right: str) -> str:
    match bool(left), bool(right):
        case True, True:
            return tr("between {left} and {right}", left=left, right=right)
        case True, False:
            return tr("after {left}, at the end", left=left)
        case False, True:
            return tr("before {right}, at the beginning", right=right)
        case _:
            return tr("on its own shelf, of which nothing was heard")


def _how_heard(bay: Bay) -> str:
    span: Sequence[str] = (bay.first,) if bay.first == bay.last else (bay.first, bay.last)
    counted = tr("{heard} of {expected} heard", heard=bay.heard, expected=bay.expected)
    if bay.heard and bay.gap > 1:
        counted = tr("{counted}, {gap} in a row not", counted=counted, gap=bay.gap)
    return f"{counted}; {tr(' to ').join(span)}"
