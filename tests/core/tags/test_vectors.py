"""Published vectors, each with its source, in `tests/data/tags/vectors.json`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from procstation.tags import (
    Model,
    TagContent,
    compaction,
    decode,
    decode_any,
    decode_epc,
    decode_user_bank,
    elements,
    family_of,
    iso28560_2,
    iso28560_3,
    read_tid,
    urn40,
)
from procstation.tags.alliance_epc import read_identifier
from procstation.tags.content_parameter import content_parameter, read_content_parameter
from procstation.tags.crc16 import crc16, stored_crc
from procstation.tags.isil import decode_isil, encode_isil
from procstation.tags.record import SET, TagRecord

FILE = Path(__file__).parents[2] / "data" / "tags" / "vectors.json"
Vector = dict[str, Any]
VECTORS: list[Vector] = json.loads(FILE.read_text(encoding="utf-8"))


def _element(vector: Vector, data: bytes) -> None:
    number, text = vector["number"], vector["text"]
    assert iso28560_2.interpret(data, "").content.elements == {number: text}
    if number == SET:
        scheme = compaction.choose(text)
        written = elements.build(number, scheme, compaction.encode(scheme, text))
    else:
        record = {
            1: lambda: TagRecord(text),
            3: lambda: TagRecord("1", text),
            5: lambda: TagRecord("1", usage=int(text, 16)),
        }.get(number, lambda: TagRecord("1", elements={number: text}))()
        written = elements.build(number, *iso28560_2.compact(record)[number])
    assert written.hex().upper() == vector.get("written", vector["hex"])


def _isil(vector: Vector, data: bytes) -> None:
    assert (decode_isil(data), encode_isil(vector["text"])) == (vector["text"], data)


def _content_parameter(vector: Vector, data: bytes) -> None:
    assert read_content_parameter(data) == set(vector["numbers"])
    assert content_parameter(vector["numbers"]) == data


def _object_model(vector: Vector, data: bytes) -> None:
    for content in (decode(data), decode(data, dsfid=0), decode(data, dsfid=6), decode_any(data)):
        assert content.model is Model.ISO28560_2
        found = {str(number): text for number, text in content.elements.items()}
        assert found | vector["elements"] == found
        assert content.item == vector["elements"]["1"]
        assert (content.parts, content.part) == tuple(vector.get("set", (None, None)))
    if vector.get("encodes"):
        record = decode(data).record
        assert record is not None
        image = iso28560_2.encode(record, lock=vector.get("lock", ()))
        assert (image.data, list(image.lockable)) == (data, vector.get("lockable", []))


def _compaction(vector: Vector, data: bytes) -> None:
    assert compaction.decode(vector["scheme"], data) == vector["text"]
    assert compaction.encode(vector["scheme"], vector["text"]) == data


def _length(vector: Vector, data: bytes) -> None:
    assert elements.encode_length(vector["length"]) == data
    memory = b"\x61" + data + bytes(vector["length"])
    assert len(elements.parse(memory).found[0].value) == vector["length"]


def _fixed_model(vector: Vector, data: bytes) -> None:
    content = decode_any(data)
    assert (content.model, content.crc_ok) == (Model.ISO28560_3, True)
    assert (content.item, content.owner) == (vector["item"], vector["owner"])
    assert [content.parts, content.part] == vector["set"]
    assert content.usage == vector["usage"]
    assert content.block_order == vector.get("order", "normal")
    assert content.warnings == ()
    record = content.record
    assert record is not None
    others = {str(number): text for number, text in record.elements.items()}
    assert others == vector.get("elements", {})
    if vector.get("encodes"):
        assert iso28560_3.checksum(data) == int(vector["crc"], 16)
        written = iso28560_3.encode(record).data
        assert (written[: len(data)], any(written[len(data) :])) == (data, False)


def _torn(vector: Vector, data: bytes) -> None:
    for dsfid in (None, 0, 6, 0x3E):
        assert decode(data, dsfid=dsfid).item is None
    assert decode_any(data).item is None


def _fixed_crc(vector: Vector, data: bytes) -> None:
    assert iso28560_3.checksum(data) == int(vector["crc"], 16)
    assert not iso28560_3.crc_is_right(data)


def _crc16(vector: Vector, data: bytes) -> None:
    assert crc16(vector["text"].encode()) == int(vector["crc"], 16)


def _model(vector: Vector, data: bytes) -> None:
    content = decode_any(data)
    assert content == decode(data)
    assert (content.model, content.item) == (vector["model"], vector.get("item"))
    assert (content.parts, content.part) == tuple(vector.get("set", (None, None)))
    assert content.extras == vector.get("extras", {})


def _urn40(vector: Vector, data: bytes) -> None:
    assert (urn40.decode(data), urn40.encode(vector["text"])) == (vector["text"], data)


def _epc(vector: Vector, data: bytes) -> None:
    for content in (decode_epc(data), decode_any(data)):
        _check_epc(vector, content)
    if "crc" in vector:
        without_crc = data[2 : 4 + 2 * vector["words"]]
        assert decode_epc(without_crc).item == decode_any(without_crc).item == vector["item"]


def _check_epc(vector: Vector, content: TagContent) -> None:
    assert (content.model, content.item) == (vector["model"], vector["item"])
    assert (content.owner, content.secured) == (vector.get("owner"), vector["secured"])
    assert (content.parts, content.part) == tuple(vector.get("set", (None, None)))
    bank = content.epc
    assert bank is not None
    shown = {
        "crc": None if bank.crc is None else f"{bank.crc:04X}",
        "pc": f"{bank.pc:04X}",
        "words": bank.words,
        "user_memory": bank.has_user_memory,
        "xpc": bank.has_extended_control,
        "iso": bank.is_iso,
        "afi": None if bank.afi is None else f"{bank.afi:02X}",
        "uii": content.elements.get(0),
    }
    assert shown | {key: vector[key] for key in shown if key in vector} == shown
    assert content.crc_ok is (True if "crc" in vector else None)


def _user_bank(vector: Vector, data: bytes) -> None:
    for content in (decode_user_bank(data), decode_any(data), decode(data)):
        assert (content.model, content.item) == (Model.ISO28560_4, None)
        assert {str(number): text for number, text in content.elements.items()} == (
            vector["elements"]
        )
        assert [content.parts, content.part] == vector["set"]
        assert content.elements[SET] == vector["elements"]["4"]


def _stored_crc(vector: Vector, data: bytes) -> None:
    assert stored_crc(data) == int(vector["crc"], 16)


def _tid(vector: Vector, data: bytes) -> None:
    tid = read_tid(data)
    assert (f"{tid.maker:03X}", f"{tid.model:03X}") == (vector["maker"], vector["model"])
    flags = (vector["xtid"], vector["security"], vector["file"])
    assert (tid.extended, tid.security, tid.file) == flags
    assert tid.chip == vector["chip"]
    assert (tid.serial or b"").hex().upper() == vector.get("serial", "")


def _alliance(vector: Vector, data: bytes) -> None:
    assert read_identifier(vector["coding"], data) == vector["text"]


def _uid(vector: Vector, data: bytes) -> None:
    assert family_of(data).name == vector["family"]


CHECKS: dict[str, Callable[[Vector, bytes], None]] = {
    "element": _element,
    "isil": _isil,
    "content parameter": _content_parameter,
    "28560-2": _object_model,
    "compaction": _compaction,
    "length": _length,
    "28560-3": _fixed_model,
    "28560-3 torn": _torn,
    "28560-3 crc": _fixed_crc,
    "crc16": _crc16,
    "model": _model,
    "urn40": _urn40,
    "epc": _epc,
    "user bank": _user_bank,
    "stored crc": _stored_crc,
    "tid": _tid,
    "alliance": _alliance,
    "uid": _uid,
}


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_vector(vector: Vector) -> None:
    CHECKS[vector["kind"]](vector, bytes.fromhex(vector.get("hex", "")))


def test_every_vector_has_a_source() -> None:
    assert all(vector["source"] for vector in VECTORS)
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS)
