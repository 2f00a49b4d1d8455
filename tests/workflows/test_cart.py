"""A cart of real books, from record to shelf; then every tag, label, record and entry looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from station_play import (
    PDF_PRINTERS,
    ZPL_PRINTERS,
    StationPlay,
    has_released,
    stands_at,
    station_config,
)

from procstation.catalog import Catalogue, Title
from procstation.journal import Journal
from procstation.labels import LabelShelf
from procstation.labels.zpl_picture import zpl_pictures
from procstation.linking import BenchState, ProfileChosen, Skipped, StepName, StepState
from procstation.station import JOURNAL_NAME, replay
from procstation.tags import decode

EVERY = 46
"""Ten of 465 items: barcodes of 13 and 14 digits, LCC and Dewey, some without a call number."""

SECURED_AFI = 0x07
PIXELS_PER_POINT = 3

confirming = stands_at(StepName.CONFIRM)
refused = stands_at(StepName.LABELS, StepState.FAILED)

pytestmark = pytest.mark.usefixtures("quick")


@dataclass(frozen=True)
class Done:
    """What came of the cart: released numbers with the UIDs of their tags, and labels made."""

    tags: dict[str, str]
    labels: list[tuple[str, str]]

    def labels_of(self, template: str) -> list[str]:
        return [barcode for barcode, made in self.labels if made == template]


def cart_of(home: Path) -> list[tuple[str, Title]]:
    """Every so many-th item's barcode, and its title."""
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    titles = [catalogue.title(number) for number in range(1, catalogue.counts()[0] + 1)]
    items = [
        (item.barcode or "", title)
        for title in titles
        if title is not None
        for item in catalogue.items_of(title.id)
    ]
    catalogue.close()
    assert len(items) == 465
    return items[::EVERY][:10]


def is_past_tag(state: BenchState) -> bool:
    return state.now is not None and state.now.state_of(StepName.TAG) is StepState.DONE


def lay_until(play: StationPlay, reached: Callable[[BenchState], bool]) -> str:
    """Lay a new blank tag on the pad, wait, and take it off; return its UID."""
    uid = play.at_pad("lay").split()[1]
    play.until(reached, "what the tag was laid down for")
    play.lift()
    return uid


def print_and_confirm(play: StationPlay) -> list[tuple[str, str]]:
    """Wait for the labels, leave out what cannot be made, and scan the one with the barcode."""
    play.until(lambda state: confirming(state) or refused(state), "the labels")
    while refused(play.state):
        item = play.state.now
        assert item is not None
        assert item.step is not None
        assert "call number" in item.step.detail, "no other reason is a right one"
        play.decide(Skipped("it has no call number"))
        play.until(lambda state: confirming(state) or refused(state), "the labels")
    item = play.state.now
    assert item is not None
    released = has_released(play.state.released + 1)
    play.scan(item.barcode)
    play.until(released, "the release")
    return [(item.barcode, template) for template in item.printed]


def work_off(play: StationPlay, cart: Sequence[tuple[str, Title]]) -> Done:
    """Convert each book and label it anew; then take a new copy of each of its titles in."""
    done = Done({}, [])
    play.decide(ProfileChosen(play.station.profiles["conversion"]))
    for barcode, _ in cart:
        play.scan(barcode)
        done.tags[barcode] = lay_until(play, has_released(play.state.released + 1))
    play.decide(ProfileChosen(play.station.profiles["relabel"]))
    for barcode, _ in cart:
        play.scan(barcode)
        done.labels.extend(print_and_confirm(play))
    play.decide(ProfileChosen(play.station.profiles["new-acquisition"]))
    for _, title in cart:
        if title.isbn:
            play.scan(title.isbn[0])
        else:
            play.choose_title(title.title)
        play.until(stands_at(StepName.TAG), "the number")
        item = play.state.now
        assert item is not None
        assert item.title is not None
        assert item.title.id == title.id
        done.tags[item.barcode] = lay_until(play, is_past_tag)
        done.labels.extend(print_and_confirm(play))
    return done


def check_tags(play: StationPlay, done: Done) -> None:
    for barcode, uid in done.tags.items():
        tag = play.tag(uid)
        content = decode(bytes(tag.memory), dsfid=tag.dsfid, block_size=tag.block_size)
        assert (content.item, content.owner) == (barcode, "US-InU")
        assert tag.afi == SECURED_AFI
        assert not tag.locked


def check_catalogue(home: Path, done: Done, cart: Sequence[tuple[str, Title]]) -> None:
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    try:
        titles = [title.id for _, title in cart] * 2
        for (barcode, uid), title_id in zip(done.tags.items(), titles, strict=True):
            held, tag = catalogue.by_barcode(barcode), catalogue.tag_of(barcode)
            assert held is not None
            assert held[1].id == title_id
            assert tag is not None
            assert tag.uid == uid
        assert catalogue.counts() == (218, 465 + len(cart))
    finally:
        catalogue.close()


def check_journal(home: Path, live: BenchState) -> None:
    journal = Journal(home / JOURNAL_NAME)
    try:
        assert journal.verify() is None
        assert replay(journal)[0] == live
    finally:
        journal.close()


def numbers_in(picture: Image.Image) -> list[str]:
    return [found.text.strip("ABCD") for found in zxingcpp.read_barcodes(picture)]


def numbers_in_pdf(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file)
    try:
        pictures = [page.render(scale=PIXELS_PER_POINT).to_pil() for page in document]
    finally:
        document.close()
    return [
        found.text.strip("ABCD")
        for picture in pictures
        for found in zxingcpp.read_barcodes(picture)
    ]


def numbers_in_zpl(label: bytes) -> list[str]:
    shelf = LabelShelf()
    pictures = zpl_pictures(label, shelf.face("DejaVuSansCondensed"))
    return [
        found.text.strip("ABCD")
        for picture in pictures
        for found in zxingcpp.read_barcodes(picture)
    ]


@pytest.mark.corpus
def test_half_the_cart_on_a_feig_pad_and_zpl_printers(koha_home: Path) -> None:
    cart = cart_of(koha_home)[:5]
    with StationPlay(koha_home, station_config("feig", ZPL_PRINTERS)) as play:
        done = work_off(play, cart)
        check_tags(play, done)
        spines, barcodes = play.printed("spine"), play.printed("barcode")
    assert play.state.released == 3 * len(cart)
    assert [numbers_in_zpl(label) for label in barcodes] == [
        [number] for number in done.labels_of("barcode")
    ]
    assert len(done.labels_of("barcode")) == 2 * len(cart)
    assert [numbers_in_zpl(label) for label in spines] == [[] for _ in done.labels_of("spine")]
    check_catalogue(koha_home, done, cart)
    check_journal(koha_home, play.state)


@pytest.mark.long
@pytest.mark.corpus
def test_half_the_cart_on_a_3m_pad_and_sheets_as_pdf(koha_home: Path, tmp_path: Path) -> None:
    cart = cart_of(koha_home)[5:]
    for name in ("spine", "barcode"):
        (tmp_path / name).mkdir()
    config = station_config("m3_810", PDF_PRINTERS.format(folder=tmp_path.as_posix()))
    with StationPlay(koha_home, config) as play:
        done = work_off(play, cart)
        check_tags(play, done)
    assert play.state.released == 3 * len(cart)
    files = sorted((tmp_path / "barcode").iterdir())
    assert [numbers_in_pdf(file) for file in files] == [
        [number] for number in done.labels_of("barcode")
    ]
    spines = sorted((tmp_path / "spine").iterdir())
    assert [numbers_in_pdf(file) for file in spines] == [[] for _ in done.labels_of("spine")]
    check_catalogue(koha_home, done, cart)
    check_journal(koha_home, play.state)
