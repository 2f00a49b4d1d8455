"""Which items the tags are that pads and wands report at the shelf."""

from collections.abc import Callable

from procstation.catalog import Catalogue
from procstation.devices import DeviceRunner, RfidPad
from procstation.errors import DeviceError
from procstation.language import mark, tr, tr_marked
from procstation.station.sweep_intake import PATRON_CARD
from procstation.sweeping.live_inputs import AnyLive, Echo, Refused, TagsHeard
from procstation.tagging import identify_tag

UNKNOWN_TAG = mark("A tag that no item has was heard. Nothing of it was kept.")
MOST_KNOWN = 200_000


class TagEar:
    """Knows tags by their number, and reads only those it does not know.

    Args:
        catalogue: Has for each tag that was written the item it was written for.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[bytes, str] = {}

    def on_pad(
        self,
        runner: DeviceRunner,
        uids: tuple[bytes, ...],
        answer: Callable[[AnyLive], object],
    ) -> None:
        """Answer with what lies on a pad or before a wand: at once for those that are known, on
        the pad's thread for those that have to be read."""
        known = [(uid, self._item_of(uid)) for uid in uids]
        echoes = tuple(Echo(barcode) for _, barcode in known if barcode)
        if echoes:
            answer(TagsHeard(echoes))
        unknown = tuple(uid for uid, barcode in known if not barcode)
        if unknown:
            runner.submit(lambda pad: self._read(pad, unknown, answer))

    def noted(self, number: str) -> str:
        """Return the barcode of the item a tag was written for, by its number in hexadecimal; ""
        when none was."""
        item = self._catalogue.item_of_tag(number)
        return (item.barcode if item is not None else None) or ""

    def _read(
        self, pad: RfidPad, uids: tuple[bytes, ...], answer: Callable[[AnyLive], object]
    ) -> None:
        for uid in uids:
            try:
                content = identify_tag(pad, uid).content
            except DeviceError as error:
                answer(
                    Refused(
                        tr(
                            "A tag could not be read: {what} {do_next}",
                            what=error.what,
                            do_next=error.do_next,
                        )
                    )
                )
                continue
            if content.is_patron_card:
                answer(Refused(tr_marked(PATRON_CARD)))
            elif content.item is None:
                answer(Refused(tr_marked(UNKNOWN_TAG)))
            else:
                self._remember(uid, content.item)
                answer(TagsHeard((Echo(content.item),)))

    def _item_of(self, uid: bytes) -> str:
        barcode = self._known.get(uid)
        if barcode is None:
            barcode = self.noted(uid.hex())
            if barcode:
                self._remember(uid, barcode)
        return barcode

    def _remember(self, uid: bytes, barcode: str) -> None:
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[uid] = barcode
