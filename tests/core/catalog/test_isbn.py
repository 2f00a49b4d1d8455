import pytest

from procstation.catalog.isbn import isbn13, isbn_in_020, normal_issn


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0-306-40615-2", "9780306406157"),
        ("978-0-306-40615-7", "9780306406157"),
        ("080442957x", "9780804429573"),
        ("979-10-90636-07-1", "9791090636071"),
        ("0306406153", None),
        ("9780306406158", None),
        ("12345", None),
        ("", None),
    ],
)
def test_isbn_10_and_13_are_one(written: str, number: str | None) -> None:
    assert isbn13(written) == number


@pytest.mark.parametrize(
    ("field", "number"),
    [
        ("0679450041 (acid-free paper)", "9780679450047"),
        ("9780670026623 (alk. paper)", "9780670026623"),
        ("0306406153 :", "0306406153"),
        ("(v. 1)", ""),
    ],
)
def test_the_number_of_an_020_is_what_stands_first(field: str, number: str) -> None:
    assert isbn_in_020(field) == number


def test_issn() -> None:
    assert normal_issn("0898-1078") == "0898-1078"
    assert normal_issn("2434561x") == "2434-561X"
    assert normal_issn("0898-1079") is None


def test_digits_of_other_scripts_are_no_number() -> None:
    assert isbn13("٠٣٠٦٤٠٦١٥٢") is None
    assert isbn_in_020("٠٣٠٦٤٠٦١٥٢") == "٠٣٠٦٤٠٦١٥٢"
    assert normal_issn("٠٨٩٨١٠٧٨") is None
