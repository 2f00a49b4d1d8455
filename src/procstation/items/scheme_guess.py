"""Which scheme a call number follows, from nothing but its text."""

import re
from collections import Counter
from collections.abc import Iterable

from procstation.items.callnumber import Scheme
from procstation.items.shelf_dewey import DEWEY_HEAD, prefix_of
from procstation.items.shelf_lcc import LCC_HEAD, NLM_HEAD
from procstation.items.shelf_prefix import SHELVES, is_shelf_word, words_before
from procstation.items.shelf_text import filed

LCC_CLASSES = re.compile(
    """
      A[CEGIMNPSYZ]? | B[CDFHJLMPQRSTVX]? | C[BCDEJNRST]? | D(?:AW|JK|[A-HJKLP-UX])? | E | F
    | G[ABCEFNRTV]? | H[A-JMNQSTVX]? | J[ACFJKLNQSVXZ]? | K[A-Z]{0,2} | L[A-HJT]? | M[LT]?
    | N[A-EKX]? | P[A-HJ-NQ-TZ]? | Q[ABCDEHKLMPR]? | R[A-GJKLMSTVXZ]? | S[BDFHK]?
    | T[ACDEFGHJKLNPRSTX]? | U[A-H]? | V[A-GKLMN]? | ZA?
    """,
    re.VERBOSE,
)
"""Classes of the Library of Congress in use, and JX, which older collections still have."""

_SUDOC = re.compile(
    r"""
    \s*(?!(?:V|VOL|NO|T|BD|PT)\.)            # the colon in holdings such as `v.44:no.2`
    (?=[^:0-9]*+[0-9])(?=[^:.\ ]*+[.\ ])
    [A-Z]{1,5}(?![A-Z])[A-Z0-9\ ./-]*+:
    """,
    re.VERBOSE,
)
_LCC_REST = re.compile(
    r"[^\w.:-]*$|[/+]|[\s.']*[A-Z]{1,3}[0-9]|[\s.']+[0-9]{1,4}[A-Z]{0,2}\b|[\s.]*[A-Z]+\b"
)
_CUTTER_NEXT = re.compile(r"[\s.']*[A-Z]{1,3}[0-9]")
_AUTHOR_NEXT = re.compile(r"\s+[A-Z]{2,}(?![A-Z0-9.])")
_DEWEY_REST = re.compile(r"\s*$|\s+[^0-9]|\s*\.?[^\W\d_]+[0-9]|\s+[0-9]{3,4}\b|[^\W\d_]")
_UDC = re.compile(
    r"""
    \s*[0-9]{1,3}(?:\.[0-9]{1,3})*
    (?: [(="] | [:+][0-9] | -[0-9]{1,3}(?![0-9-]) | /[0-9.]*[(:=] | (?<=\.[0-9]{3})\.[0-9] )
    """,
    re.VERBOSE,
)

_OTHER = Scheme.OTHER, "no scheme is recognised"


def guess_scheme(text: str) -> tuple[Scheme, str]:
    """Return the scheme a call number most likely follows, and why."""
    text = filed(text)
    if _SUDOC.match(text):
        return Scheme.SUDOC, "a stem that ends with a colon, as US government documents have"
    if _UDC.match(text):
        return Scheme.UDC, "a number with signs of the Universal Decimal Classification"
    if (nlm := NLM_HEAD.match(text)) and (nlm[4] or _LCC_REST.match(text, nlm.end())):
        return Scheme.NLM, f"class {nlm[1] or nlm[4]} is one that NLM added to those of LC"
    return _lcc(text) or _dewey(text) or _unlisted_lcc(text) or _OTHER


def scheme_of_all(texts: Iterable[str]) -> Scheme:
    """Return the scheme that most of some call numbers follow; `other` only when none is known."""
    counts = Counter(guess_scheme(text)[0] for text in texts)
    del counts[Scheme.OTHER]
    return counts.most_common(1)[0][0] if counts else Scheme.OTHER


def _lcc(text: str) -> tuple[Scheme, str] | None:
    before = words_before(text, LCC_HEAD)
    if before is None:
        return None
    words, rest = before
    head = LCC_HEAD.match(rest)
    assert head is not None
    letters = head[1]
    if not LCC_CLASSES.fullmatch(letters) or not _LCC_REST.match(rest, head.end()):
        return None
    # `J 398.2 GRI` and `CD 782.42 BEA` are a shelf and a Dewey number before an author's name.
    if not words and letters in SHELVES and _AUTHOR_NEXT.match(rest, head.end()):
        return None
    return Scheme.LCC, f"class {letters} of the Library of Congress and its number"


def _dewey(text: str) -> tuple[Scheme, str] | None:
    head = DEWEY_HEAD.match(text)
    if head is not None:
        whole_class = len(head[1]) == 3 and _DEWEY_REST.match(text, head.end())
        if whole_class or _CUTTER_NEXT.match(text, head.end()):
            return Scheme.DEWEY, f"{head[1]} is a Dewey class of three digits"
        return None
    words = prefix_of(text)
    if words is None:
        return None
    if number := DEWEY_HEAD.match(text, words.end()):
        if not is_shelf_word(words[1].strip()) and not _AUTHOR_NEXT.match(text, number.end()):
            return None
        return Scheme.DEWEY, f"a Dewey number after {words[1].strip()!r}"
    return Scheme.DEWEY, f"{words[1].split()[0]!r} stands in place of a Dewey number"


def _unlisted_lcc(text: str) -> tuple[Scheme, str] | None:
    before = words_before(text, LCC_HEAD)
    if before is None:
        return None
    head = LCC_HEAD.match(before[1])
    assert head is not None
    if _CUTTER_NEXT.match(before[1], head.end()):
        return (
            Scheme.LCC,
            f"built like a call number of LC, though its class {head[1]} is not listed",
        )
    return None
