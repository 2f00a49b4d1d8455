"""Words of library systems for the state of an item."""

import pytest

from procstation.errors import ConfigError
from procstation.items import FilesAs, Filing, Scheme
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.model import Bucket
from procstation.sweeping.placing import Placing, shelf_of
from procstation.sweeping.unknown_codes import said_of_unknown


@pytest.mark.parametrize(
    ("status", "bucket"),
    [
        ("", Bucket.ON_SHELF),
        ("-", Bucket.ON_SHELF),  # Sierra
        ("!", Bucket.ON_HOLD),
        ("t", Bucket.IN_TRANSIT),
        ("m", Bucket.LOST),
        ("CHECKEDOUT", Bucket.ON_LOAN),  # Symphony
        ("INTRANSIT", Bucket.IN_TRANSIT),
        ("ON-ORDER", Bucket.NEW),
        ("LOST-ASSUM", Bucket.LOST),
        ("Checked out", Bucket.ON_LOAN),  # FOLIO, Evergreen
        ("Awaiting pickup", Bucket.ON_HOLD),
        ("Aged to lost", Bucket.LOST),
        ("In process (non-requestable)", Bucket.NEW),
        ("On holds shelf", Bucket.ON_HOLD),
        ("Discard/Weed", Bucket.WITHDRAWN),
        ("Canceled Transit", Bucket.IN_TRANSIT),
        ("withdrawn", Bucket.WITHDRAWN),  # Koha, by its profile
        ("not for loan", Bucket.ON_SHELF),
        ("damaged", Bucket.ON_SHELF),
        ("LOST_LOAN_AND_PAID", Bucket.LOST),  # Alma
        ("2026-12-24", Bucket.ON_LOAN),
        ("Due 24/12/2026", Bucket.ON_LOAN),
        ("DUE 12-24-26", Bucket.ON_LOAN),
        ("Prêté", Bucket.ON_LOAN),
        ("Schaukasten", None),
        ("3rd floor", None),
    ],
)
def test_statuses(status: str, bucket: Bucket | None) -> None:
    assert Statuses({}).bucket_of(status) is bucket


def test_a_librarys_own_word_goes_first() -> None:
    statuses = Statuses({"Schaukasten": "on shelf", "missing": "on shelf"})
    assert statuses.bucket_of("schaukasten") is Bucket.ON_SHELF
    assert statuses.bucket_of("MISSING") is Bucket.ON_SHELF


def test_a_bucket_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError) as refused:
        Statuses({"Schaukasten": "on shelve"})
    assert "Did you mean 'on shelf'?" in refused.value.do_next


def test_a_prefix_is_a_shelf_of_its_own_and_rubbish_has_no_place() -> None:
    placing = Placing(Filing(files_as={"7": FilesAs("QA76 .B2")}))
    plain = placing.key("1", "QA76 .B2", Scheme.LCC)
    prefixed = placing.key("2", "REF QA76 .B2", Scheme.LCC)

    assert shelf_of(plain, "STACKS") == "STACKS"
    assert shelf_of(prefixed, "STACKS") == "STACKS › REF"
    assert placing.key("3", "see the librarian", Scheme.LCC) is None
    assert placing.key("4", "", Scheme.LCC) is None
    assert placing.key("7", "see the librarian", Scheme.LCC) == plain


def test_what_is_unknown_is_told_apart_by_its_form() -> None:
    known = [f"{31234000000000 + number}" for number in range(200)]
    said = said_of_unknown(["39999000000017", "9780306406157", known[0][:-1] + "9"], known, ())

    assert "another library's" in said["39999000000017"]
    assert "ISBN" in said["9780306406157"]
    assert "another library's" not in said[known[0][:-1] + "9"]
