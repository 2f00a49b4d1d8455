"""What is on a UHF tag: which parts of its EPC bank were handed over, and in which format."""

from collections.abc import Callable
from dataclasses import replace

from procstation.language import tr
from procstation.tags import alliance_epc, house_epc, iso28560_4
from procstation.tags.content import Model, TagContent
from procstation.tags.epc_bank import EpcBank, with_crc, with_pc


def decode_epc(bank: bytes, user_bank: bytes = b"") -> TagContent:
    """Read an EPC bank, with or without its CRC and PC word. Takes any bytes and never raises.

    Args:
        bank: From its first byte, or from the PC word, or from the UII or EPC on: the CRC and the
            stated length tell.
        user_bank: The user bank of the same tag, when it was read.
    """
    content = known_epc(bank) or _unknown(bank)
    if not any(user_bank):
        return content
    if content.model is not Model.ISO28560_4:
        warning = tr("The user bank is not read: only that of ISO/TS 28560-4 is.")
        return replace(content, warnings=(*content.warnings, warning))
    return iso28560_4.join(content, decode_user_bank(user_bank))


def decode_user_bank(memory: bytes) -> TagContent:
    """Read the user bank of a UHF tag. Takes any bytes and never raises."""
    if not any(memory):
        return TagContent(Model.BLANK, tr("All bytes of the user bank are 00."))
    if memory[0] != iso28560_4.FIRST_BYTE:
        why = tr("The user bank begins with {byte:02X}, not with DSFID 06.", byte=memory[0])
        return TagContent(Model.FOREIGN, why)
    return iso28560_4.read_user_bank(memory, tr("The user bank begins with DSFID 06.")).content


def known_epc(bank: bytes) -> TagContent | None:
    """Read an EPC bank of a format that shows by itself; None when none does. Never raises."""
    whole, without_crc = with_crc(bank), with_pc(bank)
    if whole is not None and whole.crc_ok:
        return _known(whole, tr("CRC, PC word and UII, since the stored CRC is right"))
    if without_crc is not None:
        how = tr("PC word and UII, since the PC word states just this length")
        content = _known(without_crc, how)
        if content is not None:
            return content
    if whole is not None and whole.words == len(bank) // 2 - 2:
        content = _known(
            whole, tr("CRC, PC word and UII, since the PC word states just this length")
        )
        if content is not None:
            return content
    if without_crc is not None and not without_crc.is_iso:
        # An EPC of another trade behind its PC word, which by chance may read as anything.
        return None
    return _known(EpcBank(bank), tr("a UII without CRC and PC word"))


def _known(bank: EpcBank, taken_for: str) -> TagContent | None:
    readers: tuple[Callable[[EpcBank], TagContent | None], ...] = (
        _blank,
        house_epc.interpret,
        alliance_epc.interpret,
        _library_uii,
    )
    for read in readers:
        content = read(bank)
        if content is not None:
            return replace(
                content,
                why=tr("{why} The bytes are {meaning}.", why=content.why, meaning=taken_for),
            )
    return None


def _blank(bank: EpcBank) -> TagContent | None:
    if any(bank.uii) or not (bank.crc_ok or (bank.pc is not None and bank.uii)):
        return None
    return TagContent(Model.BLANK, tr("The EPC is all 00."), crc_ok=bank.crc_ok, epc=bank)


def _library_uii(bank: EpcBank) -> TagContent | None:
    if bank.pc is None:
        if not iso28560_4.reads_as_uii(bank.uii):
            return None
        return iso28560_4.read_uii(bank, tr("It reads as an identifier in URN Code 40."))
    if not bank.is_iso or bank.afi not in iso28560_4.AFIS:
        return None
    why = tr("The PC word has the ISO toggle and the AFI {afi:02X} of libraries.", afi=bank.afi)
    return iso28560_4.read_uii(bank, why)


def _unknown(bank: bytes) -> TagContent:
    whole = with_crc(bank)
    if whole is None or not whole.crc_ok:
        return TagContent(
            Model.FOREIGN,
            tr(
                "Neither a stored CRC nor a PC word fits these bytes, and they"
                " are no EPC of a known format."
            ),
        )
    about = (
        tr("the PC word has the AFI {afi:02X}, which is not of libraries", afi=whole.afi)
        if whole.afi is not None
        else tr("the PC word announces GS1 data, and the EPC is of no known format")
    )
    why = tr("The stored CRC is right, but {about}.", about=about)
    return TagContent(Model.FOREIGN, why, crc_ok=True, epc=whole)
