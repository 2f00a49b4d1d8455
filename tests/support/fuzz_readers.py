"""How bytes are handed to codecs and to readers of files, and what they find is used."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from procstation.catalog.sources import open_source
from procstation.config import parse_config
from procstation.errors import StationError
from procstation.labels import LabelShelf
from procstation.linking import read_profiles
from procstation.setup.answers import read_answers, take
from procstation.setup.draft import Draft
from procstation.tags import (
    decode,
    decode_any,
    decode_epc,
    decode_user_bank,
    examine,
    map_memory,
    read_tid,
)
from procstation_connectors.sip2.frame import Frame
from procstation_connectors.sip2.message import read_message
from procstation_drivers.memory import csp2_codec
from procstation_drivers.printers import (
    ipp_message,
    ipp_state,
    zpl_status,
)
from procstation_drivers.rfid import (
    air_frames,
    m3_frames,
)
from procstation_drivers.uhf import llrp_messages, llrp_replies

PIECE = 7
"""Bytes that a decoder gets at once, so that it is tried in pieces too."""


def decode_tag(data: bytes) -> None:
    for dsfid in (None, 0x06, 0x3E):
        content = decode(data, dsfid=dsfid)
        map_memory(data, content)
        examine(data, content)
    decode_any(data)


def decode_radio(data: bytes) -> None:
    each(lambda bank: decode_epc(bank, bank[: len(bank) // 2]), decode_user_bank, read_tid)(data)


def in_pieces(make: Callable[[], Any], then: Callable[[Any], object], data: bytes) -> None:
    """Have a decoder read in pieces, then fall quiet; use what it found."""
    decoder = make()
    for at in range(0, len(data), PIECE):
        for found in decoder.receive(data[at : at + PIECE]) or ():
            with suppress(StationError, *INNER):
                then(found)
    for found in decoder.receive(b"") or ():
        then(found)


def nothing(_: object) -> None:
    """What is found is not looked at further."""


def each(*readers: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """Return what hands an input to some readers; each may refuse it by itself."""

    def read(data: bytes) -> None:
        for one in readers:
            with suppress(StationError, *INNER):
                found = one(data)
                if isinstance(found, Iterator):
                    list(found)

    return read


INNER = (air_frames.Malformed, csp2_codec.Spoilt)
"""Errors of the drivers' own, which do not leave them."""


def m3_frame(data: bytes) -> m3_frames.Frame:
    return m3_frames.Frame(m3_frames.NORMAL, 0, 0, data)


def llrp_said(message: Any) -> None:
    if isinstance(message, llrp_messages.Message):
        for one in (llrp_replies.capabilities, llrp_replies.reader_event):
            with suppress(StationError):
                one(message)
        list(llrp_replies.tags_heard(message))


def ipp_said(data: bytes) -> None:
    answer = ipp_message.response(data)
    ipp_state.troubles_of_printer(answer)
    ipp_state.what_it_does(answer)
    ipp_state.job_state(answer)
    ipp_state.impressions(answer)


def zpl_said(lines: Any) -> None:
    for read in (
        zpl_status.read_status,
        zpl_status.read_errors,
        zpl_status.read_dots_per_mm,
        zpl_status.read_count,
    ):
        read([lines])


class Files:
    """A folder for inputs that are read from files."""

    def __init__(self) -> None:
        memory = Path("/dev/shm")
        self._folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        self.path = Path(self._folder.name)

    def put(self, name: str, data: bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path


def read_records(name: str, data: bytes) -> None:
    source = open_source(_FILES.put(name, data))
    for _ in source.read(source.profile("auto").profile):
        pass


_FILES = Files()


def read_template(data: bytes) -> None:
    _FILES.put("label_templates/own/fuzzed.toml", data)
    LabelShelf(_FILES.path).template("fuzzed")


def read_stock(data: bytes) -> None:
    _FILES.put("label_templates/stock/fuzzed.toml", data)
    LabelShelf(_FILES.path).stock("fuzzed")


def read_profile(data: bytes) -> None:
    _FILES.put("profiles/fuzzed.toml", data)
    read_profiles(_FILES.path)


def read_setup_answers(data: bytes) -> None:
    answers = read_answers(_FILES.put("answers.toml", data))
    draft = Draft(_FILES.path / "new")
    take(answers, draft, "bench-1")
    parse_config(draft.text, "written")


def read_text(read: Callable[[str], object], data: bytes) -> None:
    read(data.decode("utf-8", "replace"))


def workbook() -> bytes:
    book, out = Workbook(), BytesIO()
    sheet: Any = book.active
    for row in (("barcode", "title", "call number"), ("31234000000013", "Title", "QA1 .A1")):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def csp2_said(data: bytes) -> None:
    for command in csp2_codec.Command:
        decoder = csp2_codec.Decoder(command)
        decoder.receive(data)
        decoder.receive(b"")
    for stamped in (True, False):
        csp2_codec.decode_scan(data, stamped=stamped)
    csp2_codec.decode_time(data)


def sip2_said(found: Any) -> None:
    if isinstance(found, Frame):
        read_message(found)
