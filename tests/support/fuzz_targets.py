"""Everything of ours that reads what others wrote, each as something that takes bytes."""

import re
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path

from contract_systems import CASES
from device_play import simulated
from fuzz_engine import Target
from fuzz_readers import (
    INNER,
    csp2_said,
    decode_radio,
    decode_tag,
    each,
    in_pieces,
    ipp_said,
    llrp_said,
    m3_frame,
    nothing,
    read_profile,
    read_records,
    read_setup_answers,
    read_stock,
    read_template,
    read_text,
    sip2_said,
    workbook,
    zpl_said,
)
from fuzz_spoilt import EDITS, EPC, UID, use_device, use_system
from outbox_play import bib_record

from procstation.config import parse_config
from procstation.copycat.explain import read_explain
from procstation.copycat.sru_answer import read_answer
from procstation.devices import Kind
from procstation.errors import StationError
from procstation.items import classify
from procstation.labels.stock_import import read_stock_file
from procstation.sound.theme import parse_theme
from procstation.sweeping.files import read_scan_file
from procstation.training.lesson import parse_lesson
from procstation_connectors.sip2.frame import Decoder as Sip2Decoder
from procstation_connectors.sip2.message import NotAMessage
from procstation_drivers.printers import (
    brother_ql_status,
    dymo_550_status,
    epl2_codec,
    escpos_codec,
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
from procstation_drivers.uhf import llrp_messages, nur_packets, tsl_lines

DATA = Path(__file__).parents[1] / "data"

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
        (
            "configuration",
            partial(read_text, lambda text: parse_config(text, "fuzzed")),
            [CONFIG, KEYS],
        ),
        ("answers of a setup", read_setup_answers, [CONFIG, ANSWERS]),
        (
            "lesson",
            partial(read_text, lambda text: parse_lesson(text, "fuzzed")),
            [(files("procstation.training") / "lessons" / "torn-tag.toml").read_bytes()],
        ),
        (
            "theme of sounds",
            partial(read_text, lambda text: parse_theme(text, "fuzzed")),
            [(files("procstation.sound") / "themes" / "calm.toml").read_bytes()],
        ),
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

KEYS = b"""[keys]
"bench.search" = "f2"
"bench.undo" = "ctrl+z, u"
[display]
theme = "high-contrast"
[sound]
theme = "calm"
"""

ANSWERS = b"""[station]
profile = "conversion"
[[barcodes.ranges]]
name = "books"
prefix = "31234"
first = 1
[setup]
demo_catalogue = true
lease = 500
"""
