"""What a scanner lets the person hear when the host says so, as the makers' manuals have it."""

SSI_HIGH = bytes.fromhex("05 E6 04 00 00 FF 11")
SSI_WARBLE = bytes.fromhex("05 E6 04 00 14 FE FD")
SSI_FIVE_LOW = bytes.fromhex("05 E6 04 00 09 FF 08")
"""Zebra's Simple Serial Interface, beep: one short high, a fast warble, five short low."""

ACCEPTED = (
    b"\x1b7",  # Honeywell, with host acknowledgement
    b"\x16\x07\r",  # Honeywell menu: beep
    b"\x1b[3q",  # Datalogic PowerScan
    b"\x1bB\r",  # Opticon
    b"#@////\r",  # CipherLab 166x
    SSI_HIGH,
)
REJECTED = (
    b"\x1b8",
    b"\x1b[4q",
    b"\x1bE\r",
    SSI_WARBLE,
    SSI_FIVE_LOW,
)


def sounds_in(received: bytes) -> list[str]:
    """Return `accepted` or `rejected` for each command in it that makes a sound, in order."""
    heard: list[str] = []
    at = 0
    while at < len(received):
        for name, commands in (("accepted", ACCEPTED), ("rejected", REJECTED)):
            command = next((known for known in commands if received.startswith(known, at)), None)
            if command is not None:
                heard.append(name)
                at += len(command)
                break
        else:
            at += 1
    return heard


def is_ssi_beep(received: bytes) -> bool:
    """Say whether what was received ends with a whole beep packet."""
    return received.endswith((SSI_HIGH, SSI_WARBLE, SSI_FIVE_LOW))
