"""How servers of different makers answer the same request."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to be a server.

    Attributes:
        charset: What it writes in, and expects.
        end: What its answers end with.
        detects_errors: It answers with sequence and checksum when the request had them.
        login_first: Anything else as the first message ends the connection.
        wrong_login: What a wrong password gets.
        sequence_grows: It takes a frame only when its sequence is one more than the last.
        padding: Stands before AY.
        space_padded: Timeout and retries of 98 are padded with spaces.
        says: What an item of an answer to 17 carries besides AB and AJ.
        security: The security marker of every item.
        not_found_title: AJ of a barcode that it does not have.
        update: What becomes of a 19.
        unknown: What a request that it does not have gets.
        iso_dates: Due dates are ISO 8601 text.
        decomposed: Accents come behind their letters, as characters of their own (NFD).
        resent_sequence: The sequence of an answer sent again; None is that of the first time.
    """

    charset: str = "cp850"
    end: bytes = b"\r"
    detects_errors: bool = True
    login_first: bool = True
    wrong_login: Literal["refuse", "hang up"] = "refuse"
    sequence_grows: bool = False
    padding: bytes = b""
    space_padded: bool = False
    says: tuple[str, ...] = ("BG", "CK", "AQ", "AP", "CR", "CS", "CH")
    security: str = "01"
    not_found_title: str = ""
    update: Literal["store", "acknowledge", "silence", "refuse"] = "store"
    unknown: Literal["ask again", "hang up"] = "ask again"
    iso_dates: bool = False
    decomposed: bool = False
    resent_sequence: str | None = None


DIALECTS = {
    "plain": Dialect(),
    "koha": Dialect(
        charset="utf-8",
        end=b"\r\n",
        says=("BG", "CK", "AQ", "AP", "CR", "CS", "CT"),
        update="acknowledge",
    ),
    "evergreen": Dialect(
        charset="utf-8",
        wrong_login="hang up",
        says=("BG", "CK", "AQ", "AP", "CR", "CS"),
        security="02",
        update="acknowledge",
        unknown="hang up",
        iso_dates=True,
        decomposed=True,
        resent_sequence="0",
    ),
    "folio": Dialect(
        detects_errors=False,
        login_first=False,
        says=("AQ",),
        security="00",
        not_found_title="Unknown",
        update="refuse",
    ),
    "fussy": Dialect(
        charset="latin-1",
        sequence_grows=True,
        padding=b"  ",
        space_padded=True,
        says=("AQ", "AP", "CF", "CS"),
        security="00",
        update="silence",
    ),
}
"""`plain` is the protocol definition; `fussy` verifies that the sequence grows."""
