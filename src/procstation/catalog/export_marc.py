"""Write titles with their items as records of MARC: only what is read back as what it was."""

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from procstation.catalog import marcxml_write
from procstation.catalog.brief_record import Numbered, brief_record
from procstation.catalog.export_report import ExportReport, NotExported, SplitTitle
from procstation.catalog.iso2709_write import TooLong, iso2709
from procstation.catalog.item_write import LastSeen, never, own_call_number, rule_for, writable
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.profile import ItemRule, Profile
from procstation.catalog.records import Item, Title
from procstation.items import CallNumber
from procstation.language import tr

_CARRIED = ("library", "location", "volume", "copy", "item_type", "status", "system_id", "parts")

Encode = Callable[[MarcRecord], bytes]


class _Part(NamedTuple):
    """What one record says of the items of a title, as far as it must be one.

    Parts of a record that add up to one title may each have suggested another call number, or
    none; and the first rule that finds items in a record is the one it is read by.
    """

    suggested: CallNumber | None
    rule: ItemRule | None
    items: tuple[Item, ...]


class MarcExport:
    """One file of records; see `Export`."""

    def __init__(
        self,
        out: BinaryIO,
        encode: Encode,
        name: str,
        profile: Profile,
        entered: str,
        last_seen: LastSeen = never,
    ) -> None:
        self.report = ExportReport(name)
        self._out = out
        self._encode = encode
        self._profile = profile
        self._entered = entered
        self._last_seen = last_seen

    def add(self, of: Numbered, items: Sequence[Item]) -> list[Item]:
        """Write a title with items; returns the items that were written."""
        written: list[Item] = []
        records = 0
        for part in self._parts(of.title, items):
            for data, those in self._fitted(of, part):
                self._out.write(data)
                written.extend(those)
                records += 1
        self.report.records += records
        self.report.items += len(written)
        if records > 1:
            title = of.title
            self.report.split.append(SplitTitle(title.control_number, title.title, records))
        return written

    def refuse(self, title: Title, items: Sequence[Item], reason: str) -> None:
        """Note that items, or a title that has none, are not written."""
        for barcode in [item.barcode for item in items] or [None]:
            self.report.refused.append(NotExported(title.control_number, barcode, reason))

    def finish(self) -> None:
        """Nothing follows the last record."""

    def close(self) -> None:
        """Nothing is held."""

    def _parts(self, title: Title, items: Sequence[Item]) -> list[_Part]:
        """The items that can be written, in as few parts as they are read back by."""
        parts: dict[tuple[CallNumber | None, str], _Part] = {}
        for item in items:
            found = rule_for(item, self._profile)
            if found is None:
                reason = tr(
                    "profile {profile} has no field that is read as it again",
                    profile=self.report.profile,
                )
                self.refuse(title, (item,), reason)
                continue
            rule, back = found
            self._count_lost(item, back)
            suggested = item.call_number if own_call_number(item) is None else title.call_number
            before = parts.get((suggested, rule.tag), _Part(suggested, rule, ()))
            parts[suggested, rule.tag] = before._replace(items=(*before.items, item))
        if not items:
            return [_Part(title.call_number, None, ())]
        if parts and all(suggested != title.call_number for suggested, _ in parts):
            return [_Part(title.call_number, None, ()), *parts.values()]
        return sorted(parts.values(), key=lambda part: part.suggested != title.call_number)

    def _count_lost(self, item: Item, back: Item) -> None:
        lost = [
            name
            for name in _CARRIED
            if (value := getattr(item, name)) and str(getattr(back, name)) != writable(str(value))
        ]
        own, read = own_call_number(item), back.call_number
        if own is not None and (
            read is None or (read.text, read.scheme) != (writable(own.text), own.scheme)
        ):
            lost.append("call_number")
        for name in lost:
            self.report.left_out[name] = self.report.left_out.get(name, 0) + 1

    def _fitted(self, of: Numbered, part: _Part) -> Iterator[tuple[bytes, tuple[Item, ...]]]:
        """One record with all the items of a part, or as many as it takes."""
        items = part.items
        record = brief_record(
            of, part.suggested, items, part.rule, self._profile, self._entered, self._last_seen
        )
        try:
            data = self._encode(record)
        except TooLong as error:
            if len(items) < 2:
                self.refuse(of.title, items, str(error))
                return
            half = len(items) // 2
            for some in (items[:half], items[half:]):
                yield from self._fitted(of, part._replace(items=some))
        else:
            yield data, items


class Iso2709Export(MarcExport):
    """One file of ISO 2709: MARC 21, or UNIMARC where the profile is of that flavour."""

    def __init__(
        self, out: BinaryIO, name: str, profile: Profile, entered: str, last_seen: LastSeen = never
    ) -> None:
        super().__init__(out, iso2709, name, profile, entered, last_seen)


class MarcXmlExport(MarcExport):
    """One file of MARCXML, which knows no longest record."""

    def __init__(
        self, out: BinaryIO, name: str, profile: Profile, entered: str, last_seen: LastSeen = never
    ) -> None:
        super().__init__(out, marcxml_write.marcxml, name, profile, entered, last_seen)
        out.write(marcxml_write.HEAD)

    def finish(self) -> None:
        self._out.write(marcxml_write.TAIL)
