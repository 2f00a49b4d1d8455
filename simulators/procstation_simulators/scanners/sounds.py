"""What a scanner lets the person hear when the host says so, as the makers' manuals have it."""

ACCEPTED = (
    b"\x1b7",  # Honeywell, with host acknowledgement
    b"\x16\x07\r",  # Honeywell menu: beep
    b"\x1b[3q",  # Datalogic PowerScan
    b"\x1bB\r",  # Opticon
    b"#@////\r",  # CipherLab 166x
    bytes.fromhex("05 E6 04 00 00 FF 11"),  # Zebra SSI: one short high
)
REJECTED = (
    b"\x1b8",
    b"\x1b[4q",
    b"\x1bE\r",
    bytes.fromhex("05 E6 04 00 14 FE FD"),  # Zebra SSI: fast warble
    bytes.fromhex("05 E6 04 00 09 FF 08"),  # Zebra SSI: five short low
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
