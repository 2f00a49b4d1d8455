"""What servers say is wrong, in words: SRU's list info:srw/diagnostic/1, and bib-1 of Z39.50."""

from procstation.copycat.sru_answer import Diagnostic
from procstation.copycat.target import Target
from procstation.errors import SystemBusy, SystemDenied, SystemRefused, SystemTrouble
from procstation.language import mark, tr, tr_marked

SRU_PAST_THE_END = 61
"""First record position out of range: there is no such page, and no harm done."""

_SRU = {
    1: mark("it has a fault that stays"),
    2: mark("it is not available for the moment"),
    3: mark("it wants another login"),
    4: mark("it does not know this kind of request"),
    5: mark("it does not speak this version of SRU"),
    6: mark("it does not take one of our parameters as it is"),
    7: mark("it misses a parameter"),
    8: mark("it does not know one of our parameters"),
    10: mark("it cannot read the query"),
    12: mark("the query is too long for it"),
    13: mark("it cannot read the brackets of the query"),
    14: mark("it cannot read the quotes of the query"),
    15: mark("it does not know this family of indexes"),
    16: mark("it has no such index"),
    17: mark("it has no such index in this family"),
    18: mark("it does not search these indexes together"),
    19: mark("it does not know this relation"),
    22: mark("it does not have this relation for that index"),
    24: mark("it does not take this term with that relation"),
    26: mark("it cannot read the escaped characters of the query"),
    27: mark("it wants words to search for"),
    35: mark("the words are too common to search for"),
    36: mark("it cannot read the term as this index wants it"),
    37: mark("it does not know this boolean"),
    38: mark("the query has too many parts for it"),
    48: mark("it cannot search for this"),
    60: mark("it found too many records to keep"),
    64: mark("the record is not available for the moment"),
    65: mark("the record is not there any more"),
    66: mark("it does not know this schema of records"),
    67: mark("it does not have the record in this schema"),
    68: mark("it does not allow this login to have the record"),
    71: mark("it does not pack records so"),
    100: mark("it does not explain itself"),
    235: mark("it has no such database"),
    236: mark("it does not allow this login into the database"),
}
_SRU_DENIED = frozenset((3, 68, 236))
_SRU_BUSY = frozenset((2, 60, 64, 1015))
_SRU_INDEX = frozenset((15, 16, 17, 18, 19, 22))
_SRU_SCHEMA = frozenset((66, 67, 71))

_BIB1 = {
    1: mark("it has a fault that stays"),
    2: mark("it is not available for the moment"),
    3: mark("it cannot search for this"),
    4: mark("the words are too common to search for"),
    5: mark("the query has too many words for it"),
    6: mark("the query has too many parts for it"),
    11: mark("the query is too long for it"),
    12: mark("it found too many records"),
    13: mark("it does not have the records that it said there were"),
    14: mark("it failed to send the records"),
    29: mark("its database is locked"),
    101: mark("it does not allow access"),
    107: mark("it does not take queries of this type"),
    108: mark("it cannot read the query"),
    109: mark("its database is not available"),
    110: mark("it does not know this operator"),
    114: mark("it has no such index (use attribute)"),
    117: mark("it does not know this relation"),
    118: mark("it does not know this structure"),
    121: mark("it does not know this set of attributes"),
    123: mark("it does not have these attributes together"),
    125: mark("it cannot read the term as this index wants it"),
    126: mark("it cannot read the term"),
    235: mark("it has no such database"),
    236: mark("it does not allow this login into the database"),
    238: mark("it does not have the record in this syntax"),
    239: mark("it does not know this syntax of records"),
    1010: mark("it does not know the user"),
    1011: mark("user or password are wrong"),
    1014: mark("its check of logins fails"),
    1016: mark("it does not allow this address of the network"),
    1019: mark("it is under maintenance"),
    1020: mark("it is not available for the moment"),
    1021: mark("the account has expired"),
    1022: mark("the password has expired"),
    1024: mark("it does not know this attribute"),
}
_BIB1_DENIED = frozenset((101, 236, 1010, 1011, 1012, 1014, 1016, 1017, 1021, 1022))
_BIB1_BUSY = frozenset((2, 29, 109, 1013, 1015, 1018, 1019, 1020))
_BIB1_INDEX = frozenset((3, 114, 117, 118, 123, 1024))
_BIB1_SYNTAX = frozenset((238, 239))


def sru_trouble(diagnostic: Diagnostic, target: Target) -> SystemTrouble:
    """Return the error for a diagnostic of a server of SRU."""
    number = diagnostic.number
    said = _said(tr_marked(_SRU.get(number, "")), diagnostic.message, diagnostic.details)
    what = tr(
        "{name} refuses the search: {said} (diagnostic {number}).",
        name=target.name,
        said=said,
        number=number,
    )
    if number in _SRU_DENIED:
        return SystemDenied(what, _login(target))
    if number in _SRU_BUSY:
        return SystemBusy(what, tr("Try again in a while, or search for more words."))
    if number in _SRU_INDEX:
        return SystemRefused(
            what,
            tr(
                "See what it has with `procstation catalog targets {name}`, and set `indexes`.",
                name=target.name,
            ),
            str(number),
        )
    if number in _SRU_SCHEMA:
        return SystemRefused(
            what,
            tr(
                "See what it has with `procstation catalog targets {name}`, and set `schema`.",
                name=target.name,
            ),
            str(number),
        )
    return SystemRefused(what, tr("Search for something else, or ask another target."), str(number))


def bib1_trouble(number: int, message: str, details: str, target: Target) -> SystemTrouble:
    """Return the error for a diagnostic of a server of Z39.50."""
    said = _said(tr_marked(_BIB1.get(number, "")), message, details)
    what = tr(
        "{name} refuses the search: {said} (diagnostic {number}).",
        name=target.name,
        said=said,
        number=number,
    )
    if number in _BIB1_DENIED:
        return SystemDenied(what, _login(target))
    if number in _BIB1_BUSY:
        return SystemBusy(what, tr("Try again in a while."))
    if number in _BIB1_INDEX:
        return SystemRefused(
            what, tr("Set `attributes` of that target to those it has."), str(number)
        )
    if number in _BIB1_SYNTAX:
        return SystemRefused(what, tr("Set `syntax` of that target to another."), str(number))
    return SystemRefused(what, tr("Search for something else, or ask another target."), str(number))


def _login(target: Target) -> str:
    return tr(
        "Set `user` of that target, and store its password as the secret copycat.{name}.",
        name=target.name,
    )


def _said(words: str, message: str, details: str) -> str:
    """Our words, or the server's own where we have none; with what they are about."""
    said = words or message or tr("it gives no reason")
    return f"{said}: {details[:100]}" if details else said
