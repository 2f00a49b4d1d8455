"""EPC formats of single libraries. Layouts and the first EPC from bookwaves-feig."""

import pytest

from procstation.errors import InputRefused
from procstation.tags import Model, TagRecord, decode_any, decode_epc, encode

PC = "4000"


def _epc(header: str, field: bytes, end: str) -> bytes:
    return bytes.fromhex(header) + field.ljust(10, b"\0") + bytes.fromhex(end)


@pytest.mark.parametrize(
    ("epc", "model", "item", "owner", "secured"),
    [
        ("19E9F87100000000499602D200000001", Model.UHF_DE290, "1234567890", "DE-290", True),
        ("1381F87100000000499602D200000000", Model.UHF_DE290, "1234567890", "DE-290", False),
        ("19E9F8770100000000003039 00000001", Model.UHF_DE290F, "12345", "DE-290", True),
        ("19E9F8770200000000003039 00000000", Model.UHF_DE290F, "@12345", "DE-290", False),
        ("19E9F8770300000000003039 00000000", Model.UHF_DE290F, "49HBZUBD0012345", "DE-290", False),
        ("19E9F8770400C6E2DA1DED31 00000000", Model.UHF_DE290F, "12345678", "DE-290", False),
        ("19ED000100000000499602D200000001", Model.UHF_DE6, "1234567890", "DE-6", True),
        (_epc("19EAF321", b"386$123", "0101").hex(), Model.UHF_DE386, "386$123", "DE-386", True),
        (
            _epc("19EAF321", b"\0\0\0AB-1234", "0000").hex(),
            Model.UHF_DE386,
            "AB-1234",
            "DE-386",
            False,
        ),
        (_epc("19D50890", b"L1234  ", "0001").hex(), Model.UHF_DELAN1, "L1234", "DE-LAN1", True),
        (
            _epc("19EAF2F9", bytes.fromhex("C6E2DA1D"), "0000").hex(),
            Model.UHF_DE385,
            "123456",
            "DE-385",
            False,
        ),
    ],
)
def test_formats(epc: str, model: Model, item: str, owner: str, secured: bool) -> None:
    data = bytes.fromhex(epc)
    for bank in (bytes.fromhex(PC) + data, bytes.fromhex("4400") + data, data):
        for content in (decode_epc(bank), decode_any(bank)):
            assert (content.model, content.item, content.owner) == (model, item, owner)
            assert content.secured is secured
            assert content.warnings == ()
    assert decode_epc(data).extras.get("version") == (
        str(data[14]) if model in {Model.UHF_DE385, Model.UHF_DE386, Model.UHF_DELAN1} else None
    )


@pytest.mark.parametrize(
    "epc",
    [
        "19E9F871" + "00" * 12,
        "19E9F87709" + "00" * 6 + "01" + "00" * 4,
        "19E9F87703" + "00FFFFFFFFFFFF" + "00" * 4,
        "19E9F8770400FFFFFFFFFFFF00000000",
        "19EAF321" + "C4D6" + "00" * 10,
        "19EAF321" + "4101" + "00" * 10,
    ],
)
def test_an_identifier_that_is_none_is_not_given(epc: str) -> None:
    content = decode_epc(bytes.fromhex(PC + epc))
    assert content.item is None
    assert content.warnings
    assert content.secured is False


def test_the_header_alone_proves_nothing() -> None:
    assert decode_epc(bytes.fromhex("3000" + "19E9F87100000000499602D2")).model is Model.FOREIGN
    iso_toggle = bytes.fromhex("4121" + "19E9F87100000000499602D200000001")
    assert decode_epc(iso_toggle).model is Model.FOREIGN


BR = "4109D392026B1CB3D35DB700"


@pytest.mark.parametrize(
    ("bank", "secured"),
    [("3107" + BR, True), ("31C2" + BR, False), ("3121" + BR, None), (BR, None)],
)
def test_smartfreq_br(bank: str, secured: bool | None) -> None:
    content = decode_epc(bytes.fromhex(bank))
    assert (content.model, content.item) == (Model.UHF_SMARTFREQ_BR, "49HBZ1234567")
    assert content.secured is secured
    # Without a PC word these bytes are an element of ISO 28560-2 as well, with the same item.
    model = Model.ISO28560_2 if bank == BR else Model.UHF_SMARTFREQ_BR
    anything = decode_any(bytes.fromhex(bank))
    assert (anything.model, anything.item) == (model, "49HBZ1234567")


def test_a_japanese_isil_is_not_taken_for_smartfreq_br() -> None:
    # 411C, "JP-", reads as the mark of that format and a length of 28.
    record = TagRecord("AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "JP-1000001-X")
    epc = encode(record, Model.ISO28560_4).epc
    assert epc is not None
    assert (epc.uii[:2].hex().upper(), len(epc.uii)) == ("411C", 28)
    longer = TagRecord(record.item + "AA", record.owner)
    epc = encode(longer, Model.ISO28560_4).epc
    assert epc is not None
    assert len(epc.uii) == 30
    assert decode_epc(epc.data).record == longer


def test_they_are_not_written() -> None:
    with pytest.raises(InputRefused, match="read and not written"):
        encode(TagRecord("1"), Model.UHF_DE290)
