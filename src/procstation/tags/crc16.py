"""The CRC-16 of library tags: polynomial 1021, most significant bit first, start FFFF."""

from binascii import crc_hqx

START = 0xFFFF


def crc16(data: bytes) -> int:
    """Return the checksum of the Danish data model and of ISO 28560-3: no final inversion."""
    return crc_hqx(data, START)


def stored_crc(data: bytes) -> int:
    """Return the checksum a Gen2 UHF tag keeps before its PC word: the same, inverted."""
    return crc_hqx(data, START) ^ 0xFFFF
