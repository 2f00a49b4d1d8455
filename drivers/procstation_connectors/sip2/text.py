"""The characters of SIP2 messages, which are agreed for each link and often wrongly."""

import unicodedata

SEVERAL_BYTES = frozenset(
    (
        "gbk",
        "gb2312",
        "gb18030",
        "big5",
        "big5hkscs",
        "shift_jis",
        "cp932",
        "euc_jp",
        "euc_kr",
        "cp949",
    )
)
"""Character sets whose text may look like UTF-8 by chance; in others, that does not happen."""


def decode_text(data: bytes, charset: str) -> str:
    """Return text, whatever it is in, with accents on their letters (NFC).

    What can only be UTF-8 is read as that even when something else was agreed; what is not what
    was agreed is read as Windows-1252.
    """
    if data.isascii():
        return data.decode("ascii")
    order = (charset, "utf-8") if charset in SEVERAL_BYTES else ("utf-8", charset)
    for name in order:
        try:
            return unicodedata.normalize("NFC", data.decode(name))
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")
