"""What the libraries for HTTP log of their own accord, kept out of every log."""

import logging

TALKATIVE = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)


def quiet_libraries() -> None:
    """Turn their loggers off, at whatever level somebody has set them.

    They tell of whole addresses and of the headers of answers, in which systems send keys, tokens
    and sessions. Our own line about a call has what is worth knowing.
    """
    for name in TALKATIVE:
        logging.getLogger(name).disabled = True
