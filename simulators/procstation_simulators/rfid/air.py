"""How long ISO 15693 takes in the air: high data rate, 1-of-4 coding, one sub-carrier.

All from the carrier of 13.56 MHz. Times are in seconds.
"""

CARRIER_HZ = 13.56e6
BYTE_DOWN_S = 4096 / CARRIER_HZ
BIT_UP_S = 512 / CARRIER_HZ
FRAME_DOWN_S = (1024 + 512) / CARRIER_HZ
"""Start and end of frame of a request."""
FRAME_UP_S = 2 * 2048 / CARRIER_HZ
"""Start and end of frame of a response."""
END_OF_FRAME_S = 512 / CARRIER_HZ
"""The lone end of frame that calls the next slot."""
T1_S = 4352 / CARRIER_HZ
"""From request to response."""
T2_S = 4192 / CARRIER_HZ
"""From response to the next request."""

UID_SIZE = 8
CRC_SIZE = 2
SLOTS = 16


def request_s(size: int) -> float:
    """Return the time of a request of `size` bytes, CRC included."""
    return FRAME_DOWN_S + size * BYTE_DOWN_S


def response_s(size: int) -> float:
    """Return the time of a response of `size` bytes, CRC included."""
    return FRAME_UP_S + size * 8 * BIT_UP_S


def exchange_s(down: int, up: int) -> float:
    """Return the time of one addressed command, chip programming not included.

    Args:
        down: Bytes that follow flags, command and UID in the request.
        up: Bytes that follow the flags in the response.
    """
    asked = request_s(2 + UID_SIZE + down + CRC_SIZE)
    return asked + T1_S + response_s(1 + up + CRC_SIZE) + T2_S


def quiet_s() -> float:
    """Return the time of a "stay quiet", which no tag answers."""
    return request_s(2 + UID_SIZE + CRC_SIZE) + T2_S


def inventory_s(uids: list[bytes], mask_digits: int = 0) -> float:
    """Return the time of a complete anticollision over these tags.

    A round has 16 slots; tags pick theirs by the hexadecimal digit of their UID that follows the
    mask, counted from its end. Tags that collide are asked again with a longer mask.

    Args:
        uids: All tags that answer: 8 bytes each, most significant first, no two alike.
        mask_digits: Digits that are known of all of them already.
    """
    slots: dict[str, list[bytes]] = {}
    for uid in uids:
        slots.setdefault(uid.hex()[-1 - mask_digits], []).append(uid)
    time_s = request_s(3 + (mask_digits + 1) // 2 + CRC_SIZE) + T2_S
    time_s += SLOTS * END_OF_FRAME_S
    # An empty slot lasts until a start of frame would have been heard; in a filled one the
    # response, whole or garbled, is heard to its end.
    time_s += (SLOTS - len(slots)) * (T1_S + FRAME_UP_S / 2)
    time_s += len(slots) * (T1_S + response_s(2 + UID_SIZE + CRC_SIZE) + T2_S)
    for collided in slots.values():
        if len(collided) > 1:
            time_s += inventory_s(collided, mask_digits + 1)
    return time_s
