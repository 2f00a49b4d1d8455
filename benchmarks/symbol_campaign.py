"""Decode the barcodes of a catalogue in every symbology, on every stock, by two readers; count.

    python benchmarks/symbol_campaign.py [--items 2000] [--jobs 2] [--stock NAME]…
        [--symbology NAME]… [--log FILE] [--page docs/reliability.md] FILE…

The files are what `catalog load` reads. Each item's barcode is laid out by the template `barcode`
in each symbology that can carry it; EAN-13 and ITF-14 get the ISBNs of the titles as well. A sheet
is drawn as PDF, a roll as PDF, ZPL and raster at the resolutions of its printers. What preflight
refuses is counted and not drawn. All else is drawn, rendered from the very bytes, and read by
zxing-cpp and by ZBar, which has to be installed (Debian: libzbar0) and knows no Data Matrix. The
columns from `not zxing` on should be 0; the exit status is 1 when one is not, and what failed is
listed. All of it takes hours: with `--log`, what is done is kept, and is not done again.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

import zxingcpp
from PIL import Image
from results_page import as_markdown, write_table
from symbol_tally import Tally, Task, append_to, failures_of, read_log, table_of

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from zbar_reader import SYMBOLS, library, zbar_reads

from procstation.catalog import Catalogue
from procstation.errors import InputRefused, UsageError
from procstation.labels import (
    LabelData,
    LabelShelf,
    Layout,
    SheetStock,
    Symbology,
    check_layout,
    lay_out,
    place,
    require_stock,
)
from procstation.labels.readback import FORMATS, check_picture, pixels_of
from procstation.labels.symbology import KINDS, can_carry
from procstation.printing.drawing import DRAWINGS

TEMPLATE = "barcode"
DRAWN_AT_ONCE = 240
PIXELS_PER_MODULE = 3
"""What the readers are given: dots are doubled or tripled until a narrow bar has as many."""

ROWS = 24
"""Of bars, that a reader is given."""

SHEETS = (("pdf", 600),)
ROLLS = (("pdf", 600), ("zpl", 203), ("zpl", 300), ("raster", 203), ("raster", 300))
OF_A_BOOK = (Symbology.EAN13, Symbology.ITF14)


def texts_of(files: Iterable[Path], most: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the barcodes of the first items of some files, and the ISBNs of their titles."""
    barcodes: dict[str, None] = {}
    isbns: dict[str, None] = {}
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue.open(f"sqlite:///{Path(folder) / 'store.sqlite'}")
        try:
            catalogue.load(list(files))
            titles, title_id = catalogue.counts()[0], 0
            while titles and len(barcodes) < most:
                title_id += 1
                title = catalogue.title(title_id)
                if title is None:
                    continue
                titles -= 1
                isbns |= dict.fromkeys(title.isbn)
                found = (item.barcode for item in catalogue.items_of(title_id))
                barcodes |= dict.fromkeys(one for one in found if one)
        finally:
            catalogue.close()
    return tuple(barcodes)[:most], tuple(isbns)


def tasks_on(stocks: Sequence[str], symbologies: Sequence[Symbology]) -> Iterator[Task]:
    for name in stocks:
        stock = shelf().stock(name)
        try:
            require_stock(shelf().template(TEMPLATE), TEMPLATE, stock, name)
        except UsageError:
            continue
        for symbology in symbologies:
            for language, dpi in SHEETS if isinstance(stock, SheetStock) else ROLLS:
                yield Task(symbology, name, language, dpi)


@cache
def shelf() -> LabelShelf:
    return LabelShelf()


def carry_out(task: Task, barcodes: Sequence[str], isbns: Sequence[str]) -> Tally:
    texts = (*barcodes, *(isbns if task.symbology in OF_A_BOOK else ()))
    dots_per_mm = 8.0 if task.dpi == 203 else task.dpi / 25.4
    carried, layouts = laid_out(task.symbology, task.stock, dots_per_mm, texts)
    tally = Tally(carried, carried - len(layouts))
    for at in range(0, len(layouts), DRAWN_AT_ONCE):
        tally.add(read_back(task, layouts[at : at + DRAWN_AT_ONCE]))
    return tally


@lru_cache(maxsize=1)
def laid_out(
    symbology: Symbology, stock_name: str, dots_per_mm: float, texts: Sequence[str]
) -> tuple[int, list[Layout]]:
    """Return how many texts the symbology can carry, and the layouts of those that have room.

    They are kept, since the languages of one resolution come one after the other.
    """
    stock = shelf().stock(stock_name)
    template = shelf().template(TEMPLATE)
    carried = [text for text in texts if can_carry(symbology, text) is None]
    layouts = []
    for text in carried:
        data = LabelData(barcode=text, title="Die Bäume")
        try:
            layout = lay_out(template, stock, data, shelf(), dots_per_mm, symbology)
            check_layout(layout, stock.margin_mm)
        except InputRefused:
            continue
        layouts.append(layout)
    return len(carried), layouts


def read_back(task: Task, layouts: Sequence[Layout]) -> Tally:
    """Draw labels as they are sent, and read each of them by both readers."""
    stock = shelf().stock(task.stock)
    drawing = DRAWINGS[task.language]
    pages = place(layouts, stock)
    data = drawing.render(pages)
    tally = Tally(drawn=len(layouts))
    for layout, picture in zip(layouts, drawing.pictures(data, pages, shelf()), strict=True):
        try:
            check_picture(layout, picture, stock.margin_mm)
        except InputRefused as refusal:
            tally.not_preflight += 1
            tally.failures.append(f"{task}: {refusal.what}")
        (symbol,) = layout.symbols
        strip = strip_of(picture if picture.mode == "L" else picture.convert("L"), layout)
        by_zxing, by_zbar = reading_of(task.symbology, strip, len(symbol.reads))
        if by_zxing != [symbol.reads]:
            tally.not_zxing += 1
            tally.failures.append(f"{task}: zxing reads {by_zxing} for {symbol.reads!r}")
        if by_zbar not in (None, [symbol.reads]):
            tally.not_zbar += 1
            tally.failures.append(f"{task}: ZBar reads {by_zbar} for {symbol.reads!r}")
    return tally


def strip_of(picture: Image.Image, layout: Layout) -> Image.Image:
    """Return the symbol out of a label's picture, with its quiet zones.

    Bars whose rows of pixels are all the same are cut to a few of them: a reader sees no more in
    the others, and bars of one width but another height need not be read again.
    """
    (symbol,) = layout.symbols
    across = picture.width / (layout.width_mm * layout.dots_per_mm)
    down = picture.height / (layout.height_mm * layout.dots_per_mm)
    inside = 0 if KINDS[symbol.symbology].squares else 1
    edges = (
        round((symbol.x - symbol.quiet.left) * across),
        round((symbol.y - symbol.quiet.above) * down) + inside,
        round((symbol.x + symbol.width + symbol.quiet.right) * across),
        round((symbol.y + symbol.height + symbol.quiet.below) * down) - inside,
    )
    strip = picture.crop(edges)
    few = strip.crop((0, 0, strip.width, ROWS))
    row = few.tobytes()[: strip.width]
    if strip.height > ROWS and strip.tobytes() == row * strip.height:
        strip = few
    times = 1
    while times * symbol.narrow * across < PIXELS_PER_MODULE - 0.5:
        times += 1
    size = (strip.width * times, strip.height * times)
    return strip.resize(size, Image.Resampling.NEAREST) if times > 1 else strip


Reading = tuple[list[str], list[str] | None]
"""What zxing-cpp read, and ZBar."""

READ_BEFORE: dict[bytes, Reading] = {}
"""By digest: equal pictures are read once."""


def reading_of(symbology: Symbology, strip: Image.Image, length: int) -> Reading:
    """Return what was read; scanners of ITF are told the length of its numbers."""
    pixels = pixels_of(strip)
    seen = blake2b(pixels, key=f"{symbology} {strip.width}".encode()).digest()
    if seen not in READ_BEFORE:
        found = zxingcpp.read_barcodes(
            pixels,
            formats=FORMATS[symbology],
            text_mode=zxingcpp.TextMode.Plain,
            try_rotate=False,
            try_invert=False,
        )
        at_least = length if symbology is Symbology.ITF else 0
        by_zbar = zbar_reads(strip, symbology, at_least=at_least) if symbology in SYMBOLS else None
        READ_BEFORE[seen] = [one.text for one in found], by_zbar
    return READ_BEFORE[seen]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--items", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--stock", action="append", choices=shelf().stock_names)
    parser.add_argument("--symbology", action="append", choices=[*Symbology])
    parser.add_argument("--log", type=Path, help="keep what is done in it, and go on from it")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    given = parser.parse_args()
    if library() is None:
        sys.exit("libzbar is not installed (Debian: libzbar0).")
    barcodes, isbns = texts_of(given.files, given.items)
    stocks = given.stock or shelf().stock_names
    tasks = list(tasks_on(stocks, [Symbology(one) for one in given.symbology or Symbology]))
    # One kind of symbol after the other, so that equal ones come soon upon each other.
    tasks.sort(key=lambda task: (task.symbology, task.dpi, task.stock, task.language))
    print(f"{len(barcodes)} barcodes, {len(isbns)} ISBNs, {len(tasks)} ways to draw them")
    tallies = read_log(given.log)
    with ProcessPoolExecutor(given.jobs) as workers:
        waiting = {
            workers.submit(carry_out, task, barcodes, isbns): task
            for task in tasks
            if task not in tallies
        }
        for number, done in enumerate(as_completed(waiting), 1):
            task, tally = waiting[done], done.result()
            tallies[task] = tally
            if given.log:
                append_to(given.log, task, tally)
            print(
                f"{number} of {len(waiting)}: {task.symbology.spoken}, {task.stock},"
                f" {task.language} {task.dpi}: {tally.drawn} drawn, {tally.faults} faults",
                file=sys.stderr,
            )
    table = table_of(tallies, given.items)
    print(as_markdown(table), *failures_of(tallies), sep="\n")
    if given.page:
        write_table(given.page, "symbol_campaign", table)
    return 1 if any(tally.faults for tally in tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
