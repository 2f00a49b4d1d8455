"""What the tear campaign writes, and on what: real tags, published ones, and those of all chips.

Every image is written over with the number that differs in its last digit, with another item, and
as another part of a set; in both models that are written here.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from procstation.errors import InputRefused
from procstation.tagging import Gates
from procstation.tags import Model, TagContent, TagRecord, decode, encode

CHECKOUT = Path(__file__).parents[1]
PUBLISHED = CHECKOUT / "tests" / "data" / "tags" / "vectors.json"
REAL = ("iso28560-2-tags-a.json", "danish-model-a.json", "tag-3m-a.json")

SLIX = "E00401105B6C7D8E"
OTHER_ITEM = TagRecord("31236021099999", "FI-Porna", 1, 1, 0x10)
RICH = TagRecord("31234000000017", "US-InU-Mu", 1, 1, 0x10, {6: "QA268.L55", 17: "Left hand"})

MODELS = (Model.ISO28560_2, Model.ISO28560_3)
DSFIDS = {Model.ISO28560_2: 0x06, Model.ISO28560_3: 0x3E}
ON_LOAN, SECURED = 0xC2, 0x07
USUAL_MEMORY = 112
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Case:
    """One write.

    Attributes:
        memory: What the tag begins with; 00 follows.
        new: What it shall hold; None to set its security alone.
        eas: Its EAS bit before.
        locked: Blocks that are locked.
    """

    name: str
    memory: bytes
    new: TagRecord | None
    model: Model
    uid: str = SLIX
    dsfid: int = 0x00
    afi: int = ON_LOAN
    eas: bool = False
    gates: Gates = Gates.AFI
    locked: tuple[int, ...] = ()


def all_cases() -> list[Case]:
    """Return every write of the campaign, always in the same order."""
    return [*_over_images(), *_within_a_model(), *_security(), *_chips()]


def few_cases() -> list[Case]:
    """Return one of each sort."""
    wanted = {
        "real standard-example, iso28560-2, one digit",
        "published t3-annexB1, iso28560-3, one digit",
        "published t3-annexB1, iso28560-2, other item",
        "published t2-annexD, iso28560-3, part of a set",
        "old 3M, iso28560-3, other item",
        "blank, iso28560-2, rich",
        "DSFID 3E, iso28560-3, one digit",
        "AFI and EAS, iso28560-3",
        "security alone, both",
        "TI Tag-it HF-I Plus, iso28560-2",
        "block 0 locked, title changes",
    }
    return [case for case in all_cases() if case.name in wanted]


def images() -> Iterator[tuple[str, bytes]]:
    """Name and memory of each tag there is a picture of."""
    yield "blank", b""
    # As 3M's own software wrote them; the number is invented.
    yield "old 3M", bytes.fromhex("04110001") + b"31234000000025".ljust(28, b"\0")
    for vector in json.loads(PUBLISHED.read_text(encoding="utf-8")):
        if vector["kind"] in {"28560-2", "28560-3", "28560-3 torn", "model"}:
            yield f"published {vector['id']}", bytes.fromhex(vector["hex"])
    folder = Path(os.environ.get("PROCSTATION_CORPUS", CHECKOUT.parent / "shared" / "data"))
    for name in REAL:
        path = folder / "rfid" / name
        if path.is_file():
            for tag in json.loads(path.read_text(encoding="utf-8")):
                memory = tag.get("memory_hex") or "".join(tag.get("blocks_hex", ()))
                if memory:
                    yield f"real {tag['id']}", bytes.fromhex(memory)


def _over_images() -> Iterator[Case]:
    for name, memory in images():
        found = decode(memory.ljust(USUAL_MEMORY, b"\0"), dsfid=0x00)
        if found.is_patron_card or len(memory) > USUAL_MEMORY:
            continue
        for model in MODELS:
            for what, record in _news(found, model):
                yield Case(f"{name}, {model}, {what}", memory, record, model)


def _news(found: TagContent, model: Model) -> Iterator[tuple[str, TagRecord]]:
    yield "other item", OTHER_ITEM
    old = found.record
    if old is None:
        yield "rich", RICH
        return
    last = old.item[-1]
    yield "one digit", replace(old, item=old.item[:-1] + ("7" if last != "7" else "8"))
    yield "part of a set", replace(old, parts=5, part=4)
    if model is not found.model:
        yield "the same item", old


def _within_a_model() -> Iterator[Case]:
    """Tags that say by their DSFID what they hold."""
    for model in MODELS:
        old = encode(RICH, model).data
        dsfid = DSFIDS[model]
        digit = replace(RICH, item="31234000000018")
        for what, new in (("one digit", digit), ("other item", OTHER_ITEM)):
            yield Case(f"DSFID {dsfid:02X}, {model}, {what}", old, new, model, dsfid=dsfid)
        turned = b"".join(old[at : at + 4].ljust(4, b"\0")[::-1] for at in range(0, len(old), 4))
        if model is Model.ISO28560_3:
            yield Case("blocks turned round, iso28560-3", turned, OTHER_ITEM, model)
    retitled = replace(RICH, elements={6: "QA268.L55", 17: "Right hand"})
    old = encode(RICH, Model.ISO28560_2).data
    yield Case(
        "block 0 locked, title changes", old, retitled, Model.ISO28560_2, dsfid=0x06, locked=(0, 1)
    )


def _security() -> Iterator[Case]:
    for gates in (Gates.EAS, Gates.BOTH):
        for model in MODELS:
            name = "EAS alone" if gates is Gates.EAS else "AFI and EAS"
            yield Case(f"{name}, {model}", b"", OTHER_ITEM, model, gates=gates)
    old = encode(OTHER_ITEM, Model.ISO28560_3).data
    for gates in (Gates.AFI, Gates.EAS, Gates.BOTH):
        yield Case(f"security alone, {gates}", old, None, Model.ISO28560_3, gates=gates)


def _chips() -> Iterator[Case]:
    for chip, uid in (
        ("TI Tag-it HF-I Plus", "E0078000012345AB"),
        ("TI Tag-it HF-I Standard", "E007C000012345AB"),
        ("ST LRI2K", "E00208AABBCCDDEE"),
        ("NXP ICODE SLI-L", "E00403AABBCCDDEE"),
        ("Fujitsu MB89R118", "E00801AABBCCDDEE"),
    ):
        for model in MODELS:
            # The oldest of TI has no AFI to be set.
            gates = Gates.NONE if uid.startswith("E007C0") else Gates.AFI
            old = _fitting(model)
            yield Case(f"{chip}, {model}", old, OTHER_ITEM, model, uid, gates=gates)


def _fitting(model: Model) -> bytes:
    """Return a tag of the other model that fits into 32 bytes, the least a chip has."""
    other = next(one for one in MODELS if one is not model)
    try:
        return encode(replace(OTHER_ITEM, item="31236021099998"), other, size=32).data
    except InputRefused:
        return b""
