"""Another program's file of label stock, whichever program it is of."""

from procstation.errors import InputRefused
from procstation.labels.glabels import glabels_stock
from procstation.labels.imported import Imported
from procstation.labels.koha_stock import TABLE, koha_stock
from procstation.language import tr

MOST_BYTES = 16 << 20
"""Of a file; all templates of gLabels together are a thirtieth."""


def read_stock_file(data: bytes, file: str) -> list[Imported]:
    """Return every stock of a file of gLabels 3 or of Koha, or the reason why it is none.

    Args:
        file: Its name, for messages.

    Raises:
        InputRefused: It is no file of either.
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return glabels_stock(data, file)
    if TABLE.encode() in data:
        return koha_stock(data.decode("utf-8", "replace"), file)
    if b"cat.spine.line" in data or b"cat.label.font" in data:
        raise InputRefused(
            tr(
                "{file} holds Evergreen's label settings: lines and characters,"
                " and no measure of a sheet or of a label.",
                file=file,
            ),
            tr("Measure the stock, and write its file."),
        )
    raise InputRefused(
        tr("{file} is no file of label stock that can be read.", file=file),
        tr("Name the templates of gLabels 3 (XML) or Koha's sample_creator_data.yml."),
    )
