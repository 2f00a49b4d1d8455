"""Everything of ours that reads what others wrote, each as something that takes bytes."""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from contract_systems import CASES, SystemCase, simulator_named
from device_play import simulated
from fuzz_engine import Target
from openpyxl import Workbook
from outbox_play import bib_record

from procstation.catalog.sources import open_source
from procstation.config import parse_config
from procstation.copycat.explain import read_explain
from procstation.copycat.sru_answer import read_answer
from procstation.credentials import Secret
from procstation.devices import DirectLink, Kind, load_driver, load_simulator, read_options
from procstation.errors import StationError
from procstation.ils import (
    HttpRequest,
    HttpResponse,
    HttpSystem,
    ItemField,
    ItemKey,
    Site,
    TitleQuery,
    load_connector,
)
from procstation.ils.records import Sighting
from procstation.ils.sim_wiring import SimulatedWiring, VirtualClock
from procstation.items import classify
from procstation.labels import LabelShelf
from procstation.labels.stock_import import read_stock_file
from procstation.linking import read_profiles
from procstation.sweeping.files import read_scan_file
from procstation.tags import (
    decode,
    decode_any,
    decode_epc,
    decode_user_bank,
    examine,
    map_memory,
    read_tid,
)
from procstation_connectors.sip2.frame import Decoder as Sip2Decoder
from procstation_connectors.sip2.frame import Frame
from procstation_connectors.sip2.message import NotAMessage, read_message
from procstation_drivers.memory import csp2_codec
from procstation_drivers.printers import (
    brother_ql_status,
    dymo_550_status,
    epl2_codec,
    escpos_codec,
    ipp_message,
    ipp_state,
    zpl_status,
)
from procstation_drivers.rfid import (
    air_frames,
    ccid,
    feig_frames,
    feig_replies,
    m3_frames,
    m3_replies,
    rl_frames,
    rl_replies,
)
from procstation_drivers.scanners import scanner_frames
from procstation_drivers.uhf import llrp_messages, llrp_replies, nur_packets, tsl_lines
from procstation_simulators.rfid.tag import VirtualTag

DATA = Path(__file__).parents[1] / "data"
UID = bytes.fromhex("E004010010000001")
EPC = "3000 3034 0789 00C0 E40A 8C00 0000 0001"
PIECE = 7
"""Bytes that a decoder gets at once, so that it is tried in pieces too."""


@dataclass
class Spoiling:
    """What comes over a line, spoilt: an input is a row of edits, four bytes each.

    The first two say where in all that comes, the third what is done, the fourth with what. An
    input that begins with FF FF is what comes in place of everything.
    """

    data: bytes
    came: int = 0

    def spoil(self, said: bytes) -> bytes:
        if self.data[:2] == b"\xff\xff":
            whole, self.data = self.data[2:], b"\xff\xff"
            return whole if said else b""
        first, self.came = self.came, self.came + len(said)
        spoilt = bytearray(said)
        for one in range(0, len(self.data) - 3, 4):
            at = int.from_bytes(self.data[one : one + 2], "big") - first
            if not 0 <= at < len(said) or at >= len(spoilt):
                continue
            what, value = self.data[one + 2], self.data[one + 3]
            if what < 96:
                spoilt[at] = value
            elif what < 160:
                spoilt[at] ^= 1 << value % 8
            elif what < 208:
                del spoilt[at : at + value]
            else:
                spoilt[at:at] = bytes([value]) * (what - 207)
        return bytes(spoilt)


EDITS = (
    b"",
    b"\x00\x05\x00\xff",
    b"\x00\x10\x60\x00\x00\x20\xa5\x03",
    b"\x00\x30\xd0\x41",
    b"\xff\xffOK\r\n",
)


class SpoiltDevice:
    """A simulated device of which not all arrives as it was said."""

    def __init__(self, device: Any, data: bytes) -> None:
        self._device = device
        self._spoiling = Spoiling(data)

    def transmit(self) -> bytes:
        return self._spoiling.spoil(self._device.transmit())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._device, name)


driver_named = cache(load_driver)
simulator_for = cache(load_simulator)


def use_device(kind: Kind, name: str, data: bytes) -> None:
    """Do with a device all that a station does; each act may be refused by itself."""
    device = simulator_for(kind, name).build({})
    _fill(kind, device)
    driver = driver_named(kind, name)
    link = DirectLink(SpoiltDevice(device, data), None, driver.serial)
    try:
        driven: Any = driver.open(link, read_options(driver, "options", {}))
    except StationError:
        return
    with closing(driven):
        for act in _acts(kind, driven):
            with suppress(StationError):
                act()


def _fill(kind: Kind, device: Any) -> None:
    match kind:
        case "scanner":
            device.scan("31234000875612")
            device.scan("9780141439518")
        case "rfid":
            device.field.lay(VirtualTag.blank(UID.hex().upper()))
        case "uhf":
            device.shelf.lay(EPC.replace(" ", ""))
        case "memory":
            device.scan("31234000875612")
        case _:
            pass


def _acts(kind: Kind, driven: Any) -> Iterable[Callable[[], object]]:
    match kind:
        case "scanner" | "uhf":
            yield from [partial(driven.poll, 0.1)] * 4
        case "rfid":
            yield driven.inventory
            yield partial(driven.system_information, UID)
            yield partial(driven.read_blocks, UID, 0, 8)
            yield partial(driven.write_blocks, UID, 0, bytes(8), 4)
            yield partial(driven.write_afi, UID, 7)
        case "printer":
            yield driven.state
            yield driven.state
        case "memory":
            yield driven.state
            yield driven.download


def use_system(case: SystemCase, data: bytes) -> None:
    """Ask a library system all that a station asks; each call may be refused by itself."""
    clock = VirtualClock()
    system: Any = simulator_named(case.name).build(
        dict(case.query), lambda: 1_790_000_000.0 + clock.now_s()
    )
    _spoil(system, Spoiling(data))
    connector = connector_for(case.name)
    site = Site(
        case.name,
        connector.address,
        case.user,
        lambda: Secret(case.password),
        SimulatedWiring(system, clock),
    )
    library = connector.open(site, connector.options(**dict(case.options)))
    barcode = sorted(system.items())[0]
    with closing(library):
        with suppress(StationError):
            library.state()
        found = None
        with suppress(StationError):
            (found,) = library.find_items([ItemKey(barcode=barcode)])
        with suppress(StationError):
            library.find_titles(TitleQuery(isbn="9780000000019"), 5)
        with suppress(StationError):
            if library.abilities.seen:
                library.mark_seen([Sighting(ItemKey(barcode=barcode), "2026-11-22T10:00:00Z")])
        with suppress(StationError):
            if found is not None and ItemField.CALL_NUMBER in library.abilities.changes:
                library.update_item(found, {ItemField.CALL_NUMBER: "QA1 .B2"})


connector_for = cache(load_connector)


def _spoil(system: Any, spoiling: Spoiling) -> None:
    if isinstance(system, HttpSystem):
        answer = system.answer

        def spoilt(request: HttpRequest) -> HttpResponse:
            said = answer(request)
            return HttpResponse(said.status, said.headers, spoiling.spoil(said.body), said.cut_at)

        system.answer = spoilt  # type: ignore[method-assign]
        return
    connect = system.connect
    system.connect = lambda: SpoiltSession(connect(), spoiling)


class SpoiltSession:
    """A connection over which not all arrives as it was said."""

    def __init__(self, session: Any, spoiling: Spoiling) -> None:
        self._session = session
        self._spoiling = spoiling

    def receive(self, data: bytes) -> bytes:
        return self._spoiling.spoil(self._session.receive(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


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


def read_text(read: Callable[[str], object], data: bytes) -> None:
    read(data.decode("utf-8", "replace"))


def workbook() -> bytes:
    book, out = Workbook(), BytesIO()
    sheet: Any = book.active
    for row in (("barcode", "title", "call number"), ("31234000000013", "Title", "QA1 .A1")):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


KINDS: tuple[Kind, ...] = ("scanner", "rfid", "printer", "uhf", "memory")
KOHA_STOCK = b"""---
tables:
  - creator_templates:
      translatable: []
      rows:
        - template_code: Avery 5160
          template_desc: 3 columns, 10 rows of labels
          page_width: 8.5
          page_height: 11
          label_width: 2.63
          label_height: 1
          top_margin: 0.5
          left_margin: 0.19
          cols: 3
          rows: 10
          col_gap: 0.12
          row_gap: 0
          units: INCH
"""
GLABELS = b"""<?xml version="1.0"?><Glabels-templates xmlns="http://glabels.org/xmlns/3.0/">
<Template brand="Avery" part="5160" size="US-Letter" description="Labels">
<Label-rectangle id="0" width="189pt" height="72pt" round="5pt" x_waste="4pt" y_waste="0pt">
<Layout nx="3" ny="10" x0="12pt" y0="36pt" dx="198pt" dy="72pt"/></Label-rectangle></Template>
</Glabels-templates>"""
TABLE = b"barcode,title,author,call number,library,location\n31234000000013,Title,A,QA1 .A1,M,S\n"
DUMP = b"2026-11-22 10:00:01,31234000000013\n31234000000021;22.11.2026 10:00\nBAY 7\n"


def _samples(folder: str, ending: str) -> list[bytes]:
    return [file.read_bytes() for file in sorted((DATA / folder).glob(f"*.{ending}"))]


def _hex_in(*names: str) -> list[bytes]:
    """Return the published bytes in the files of samples."""
    found: list[bytes] = []
    for name in names:
        text = (DATA / name).read_text(encoding="utf-8")
        found += [bytes.fromhex(one) for one in re.findall(r'hex"?\s*[=:]\s*"([0-9A-F]+)"', text)]
    return found


def targets() -> list[Target]:
    """Return everything that reads, with good inputs."""
    tags = _hex_in("tags/vectors.json")
    marc = [bib_record("1", "Title", "9780000000019", {"p": "31234000000013"}).as_marc()]
    xml = _samples("copycat", "xml")
    packed = workbook()
    shipped = files("procstation_label_templates")
    plain: list[tuple[str, Callable[[bytes], object], list[bytes]]] = [
        ("tag, HF", decode_tag, tags),
        ("tag, UHF", decode_radio, [bytes.fromhex(EPC), *tags[:4]]),
        (
            "frames, feig",
            partial(in_pieces, feig_frames.Decoder, nothing),
            _hex_in("feig/frames.toml"),
        ),
        (
            "frames, m3_810",
            partial(in_pieces, m3_frames.Decoder, nothing),
            _hex_in("m3_810/frames.toml"),
        ),
        (
            "frames, rl866",
            partial(in_pieces, rl_frames.Decoder, nothing),
            _hex_in("rl866/frames.toml"),
        ),
        ("frames, ccid", partial(in_pieces, ccid.Decoder, nothing), _hex_in("pcsc/exchanges.toml")),
        (
            "replies, feig",
            each(
                feig_replies.inventory,
                feig_replies.system_information,
                lambda data: feig_replies.blocks(data, 0, 4, False),
            ),
            _hex_in("feig/frames.toml"),
        ),
        (
            "replies, m3_810",
            each(
                *(
                    lambda data, read=read: read(m3_frame(data))
                    for read in (m3_replies.inventory, m3_replies.value)
                ),
                lambda data: m3_replies.blocks(m3_frame(data), UID, 0, 4),
                lambda data: m3_replies.tag_information(m3_frame(data), UID),
            ),
            _hex_in("m3_810/frames.toml"),
        ),
        (
            "replies, rl866",
            each(
                rl_replies.inventory,
                rl_replies.system_information,
                lambda data: rl_replies.blocks(data, 0, 4),
                lambda data: rl_replies.access_result(data, 0x23, "reading"),
            ),
            _hex_in("rl866/frames.toml"),
        ),
        (
            "replies, ISO 15693",
            each(
                air_frames.uid_of,
                air_frames.error_of,
                air_frames.system_information,
                lambda data: air_frames.blocks(data, 0, 4),
            ),
            _hex_in("pcsc/exchanges.toml"),
        ),
        (
            "frames, scanners",
            partial(in_pieces, scanner_frames.FrameDecoder, nothing),
            [b"31234000875612\r\n", b"]C1abc\t"],
        ),
        (
            "replies, ZPL",
            partial(in_pieces, zpl_status.ReplyDecoder, zpl_said),
            [b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n"],
        ),
        (
            "replies, EPL2",
            partial(in_pieces, epl2_codec.ReplyDecoder, nothing),
            [b"00\r\n", b"07,08\r\n"],
        ),
        (
            "replies, ESC/POS",
            partial(in_pieces, escpos_codec.ReplyDecoder, nothing),
            [b"\x12\x12\x12\x12", b"7\x221\x00"],
        ),
        (
            "replies, Brother QL",
            partial(in_pieces, brother_ql_status.StatusDecoder, nothing),
            [b"\x80\x20B4" + bytes(28)],
        ),
        ("replies, DYMO 550", dymo_550_status.read_status, [bytes(32)]),
        (
            "replies, IPP",
            ipp_said,
            [
                b"\x02\x00\x00\x00\x00\x00\x00\x01\x01G\x00\x12attributes-charset\x00\x05utf-8\x04#\x00\x0dprinter-state\x00\x04\x00\x00\x00\x03\x03"
            ],
        ),
        (
            "replies, LLRP",
            partial(in_pieces, llrp_messages.MessageDecoder, llrp_said),
            [
                llrp_messages.encode(
                    61, 1, bytes.fromhex("00F000178D3034078900C0E40A8C000001810186C4")
                ),
                llrp_messages.encode(63, 2, b""),
            ],
        ),
        (
            "replies, TSL",
            partial(in_pieces, tsl_lines.AnswerDecoder, nothing),
            [b"CS: .iv\r\nEP: 30340789\r\nRI: -60\r\nOK:\r\n\r\n"],
        ),
        (
            "packets, Nordic ID",
            partial(
                in_pieces,
                nur_packets.PacketDecoder,
                lambda packet: nur_packets.stream_notice(packet.data),
            ),
            [nur_packets.encode(0x82, bytes(12))],
        ),
        (
            "stream, Nordic ID",
            nur_packets.stream_notice,
            [bytes.fromhex("000001000000") + bytes(20)],
        ),
        ("replies, CS1504", csp2_said, [b"\x06\x02" + bytes(12)]),
        (
            "frames, SIP2",
            partial(in_pieces, Sip2Decoder, sip2_said),
            [
                b"18030001201  20100101   ABabc|AJTitle|AY1AZ0000\r",
                b"98YYYYYN30000320261122    1000002.00AOinst|\r",
            ],
        ),
        (
            "SRU",
            each(lambda data: read_answer(data, "sru"), lambda data: read_explain(data, "sru")),
            xml,
        ),
        ("records, MARC", partial(read_records, "fuzzed.mrc"), marc),
        (
            "records, XML",
            partial(read_records, "fuzzed.xml"),
            [*_samples("catalog", "xml"), *_samples("catalog", "rdf"), *xml[:2]],
        ),
        (
            "records, JSON",
            partial(read_records, "fuzzed.json"),
            [
                b'{"leader":"00000nam a2200000 a 4500","fields":[{"001":"1"},'
                b'{"245":{"ind1":"1","ind2":"0","subfields":[{"a":"T"}]}}]}\n',
                b'{"items":[{"id":"a","barcode":"1","title":"T"}],"totalRecords":1}',
            ],
        ),
        (
            "table, CSV",
            partial(read_records, "fuzzed.csv"),
            [TABLE, TABLE.replace(b",", b";"), TABLE.decode().encode("utf-16")],
        ),
        ("table, XLSX", partial(read_records, "fuzzed.xlsx"), [packed]),
        ("scans of a sweep", read_scan_file, [DUMP, TABLE, packed]),
        ("stock of others", lambda data: read_stock_file(data, "fuzzed"), [KOHA_STOCK, GLABELS]),
        (
            "label template",
            read_template,
            [(shipped / "spine" / "spine.toml").read_bytes()]
            if (shipped / "spine" / "spine.toml").is_file()
            else [b""],
        ),
        ("label stock", read_stock, [(shipped / "stock" / "avery-5160.toml").read_bytes()]),
        (
            "job profile",
            read_profile,
            [(files("procstation.linking") / "profiles" / "relocate.toml").read_bytes()],
        ),
        ("configuration", partial(read_text, lambda text: parse_config(text, "fuzzed")), [CONFIG]),
        (
            "barcode",
            partial(read_text, classify),
            [b"31234000875612", b"978-0-14-143951-8", b"PS:skip"],
        ),
    ]
    found = [
        Target(name, run, seeds, (StationError, *INNER, *_ALSO.get(name, ())))
        for name, run, seeds in plain
    ]
    for kind in KINDS:
        for name in simulated(kind):
            run = partial(use_device, kind, name)
            found.append(Target(f"{kind} {name}", run, EDITS, (StationError,)))
    found += [
        Target(f"system {case}", partial(use_system, case), EDITS, (StationError,))
        for case in CASES
    ]
    return found


_ALSO: dict[str, tuple[type[Exception], ...]] = {
    "replies, IPP": (ValueError,),
    "replies, LLRP": (ValueError,),
    "packets, Nordic ID": (ValueError,),
    "stream, Nordic ID": (ValueError,),
    "frames, SIP2": (NotAMessage,),
}
"""What some codecs declare besides, for their drivers to put into words."""

CONFIG = b"""[station]
name = "bench-7"
profile = "new-acquisition"
[devices.pad]
kind = "rfid"
driver = "feig"
port = "sim://feig"
[[barcodes.ranges]]
name = "books"
prefix = "31234"
first = 87561
[tags]
owner = "US-InU"
[systems.koha]
connector = "koha"
url = "https://koha.invalid"
"""


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
