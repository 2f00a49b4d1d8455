"""What is encoded is what is read, by two readers that have nothing in common."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from zbar_reader import SYMBOLS, library, zbar_reads

from procstation.errors import InputRefused
from procstation.items.check_digit import ean13
from procstation.labels import Symbology
from procstation.labels.readback import ADDON, FORMATS, NO_ADDON
from procstation.labels.symbol import Symbol, Wanted, symbol_in
from procstation.labels.symbology import KINDS, can_carry, encode

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
NUMBERS = "marc-items/unicorn-laurentian-fre-500.mrc"
"""Items with numbers of 14 digits."""

BOOKS = "marc-items/koha-sample-a-952.mrc"
"""Titles with an ISBN."""

needs_zbar = pytest.mark.skipif(library() is None, reason="libzbar is not installed")

DIGITS = st.text("0123456789", min_size=1, max_size=16)
ADDONS = st.sampled_from(["", " 05", " 51299", " 90000"])
EANS = st.builds(
    lambda body, addon: body + ean13(body) + addon,
    st.text("0123456789", min_size=12, max_size=12),
    ADDONS,
)
ANY = st.text(st.characters(max_codepoint=130), max_size=24)
"""Nearly ASCII."""


def texts(symbology: Symbology) -> st.SearchStrategy[str]:
    own = st.text(sorted(KINDS[symbology].characters), min_size=1, max_size=24)
    gtins = st.text("0123456789", min_size=12, max_size=12).map(lambda body: body + ean13(body))
    special = {Symbology.EAN13: EANS, Symbology.ITF14: gtins}
    return st.one_of(special.get(symbology, own), own, DIGITS, ANY)


@st.composite
def rooms(draw: st.DrawFn) -> Wanted:
    dots_per_mm = draw(st.sampled_from([180 / 25.4, 8, 300 / 25.4, 600 / 25.4]))
    wide, high = draw(st.integers(15, 110)), draw(st.integers(8, 40))
    return Wanted(
        left=draw(st.integers(0, 50)),
        top=draw(st.integers(0, 50)),
        width=int(wide * dots_per_mm),
        height=int(high * dots_per_mm),
        dots_per_mm=dots_per_mm,
        module_mm=draw(st.sampled_from([None, 0.17, 0.25, 0.4])),
        min_module_mm=0.165,
        ratio=draw(st.sampled_from([2.0, 2.5, 3.0])),
    )


def drawn(symbol: Symbol, room: Wanted) -> Image.Image:
    """The room alone, three pixels or more to a module; nothing is inked outside it."""
    times = 1 if symbol.narrow >= 3 else 3
    picture = Image.new("L", (room.width * times, room.height * times), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, width, height in symbol.rects():
        left, top = (x - room.left) * times, (y - room.top) * times
        right, bottom = left + width * times, top + height * times
        assert left >= 0
        assert top >= 0
        assert right <= picture.width
        assert bottom <= picture.height
        draw.rectangle((left, top, right - 1, bottom - 1), fill=0)
    return picture


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(Symbology), rooms(), st.data())
def test_what_is_encoded_is_read_or_refused(
    symbology: Symbology, room: Wanted, data: st.DataObject
) -> None:
    text = data.draw(texts(symbology))
    if can_carry(symbology, text) is not None:
        return
    start, stop = data.draw(st.sampled_from("ABCD")), data.draw(st.sampled_from("ABCD"))
    encoded = encode(symbology, text, start, stop)
    try:
        symbol = symbol_in(encoded, room)
    except InputRefused:
        return
    addon = symbology is Symbology.EAN13 and len(encoded.reads) > 13
    picture = drawn(symbol, room)
    found = zxingcpp.read_barcodes(
        picture,
        formats=FORMATS[symbology],
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=ADDON if addon else NO_ADDON,
    )
    assert [one.text for one in found] == [encoded.reads]
    if library() is not None and symbology in SYMBOLS:
        assert zbar_reads(picture, symbology, addon=addon) == [encoded.reads]


@pytest.fixture
def campaign(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    if not BENCHMARKS.is_dir():
        pytest.skip("these tests were copied out of their checkout")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("symbol_campaign")


def run(campaign: ModuleType, corpus: Path, items: int, stocks: list[str]) -> None:
    barcodes, _ = campaign.texts_of([corpus / NUMBERS], items)
    _, isbns = campaign.texts_of([corpus / BOOKS], items)
    tasks = list(campaign.tasks_on(stocks, list(Symbology)))
    tallies = {task: campaign.carry_out(task, barcodes, isbns) for task in tasks}
    assert [failure for tally in tallies.values() for failure in tally.failures] == []
    assert {task.symbology for task, tally in tallies.items() if tally.drawn} == set(Symbology)
    codabar = [tally for task, tally in tallies.items() if task.symbology == Symbology.CODABAR]
    assert sum(tally.carried for tally in codabar) == items * len(codabar)


@pytest.mark.long
@needs_zbar
@pytest.mark.corpus
def test_labels_of_a_real_catalogue_are_read(campaign: ModuleType, corpus: Path) -> None:
    run(campaign, corpus, 3, ["avery-5160", "roll-51x25"])


@needs_zbar
@pytest.mark.corpus
@pytest.mark.campaign
def test_all_labels_of_a_real_catalogue_are_read(campaign: ModuleType, corpus: Path) -> None:
    run(campaign, corpus, 5, campaign.shelf().stock_names)
