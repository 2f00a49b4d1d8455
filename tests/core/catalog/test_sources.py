from pathlib import Path

import pytest

from procstation.catalog.source import Taken
from procstation.catalog.sources import open_source
from procstation.errors import InputRefused


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.4", "a PDF document"),
        (b"\xd0\xcf\x11\xe0", "password-protected"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\r\n<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", "a web page"),
        (b"\xef\xbb\xbf<HTML>", "a web page"),
        ("<a/>".encode("utf-16"), "UTF-16"),
        (b"\x00\x01\x02\x03binary", "begins with '.x01.x02.x03binary"),
    ],
)
def test_what_is_no_marc_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "export.mrc"
    path.write_bytes(content)
    with pytest.raises(InputRefused, match=what) as refused:
        open_source(path)
    assert str(path) in refused.value.what
    assert refused.value.do_next


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="There is no file"):
        open_source(tmp_path / "none.mrc")
    with pytest.raises(InputRefused, match="is a folder"):
        open_source(tmp_path)


@pytest.mark.parametrize(
    ("content", "source", "profile"),
    [
        ('[{"leader": "x", "fields": [{"245": {"subfields": [{"a": "items"}]}}]}]', "MarcSource",
         "marc21"),
        ('\n{"instances": [{"title": "x"}]}', "FolioSource", "folio"),
        ('{"id": "1", "hrid": "in1", "title": "x", "items": []}', "FolioSource", "folio"),
        ("x\r\nLDR00180nam  22     2  4500^\r\n24500_aSeals^`", "MarcSource", "marc21"),
        ("\ufeffbarcode;title\n1000001;x\n", "TableSource", "table"),
        ("sep=;\nbarcode;title\n1000001;x\n", "TableSource", "table"),
        ("36105041854022,The one book\n36105001874697,And the other\n", "TableSource", "table"),
        ("barcode\n1000001\n1000002\n", "TableSource", "table"),
    ],
)  # fmt: skip
def test_formats_are_told_by_what_is_in_the_file(
    tmp_path: Path, content: str, source: str, profile: str
) -> None:
    path = tmp_path / "upload.dat"
    path.write_bytes(content.encode())
    opened = open_source(path)
    assert type(opened).__name__ == source
    assert opened.profile("auto").profile == profile
    assert all(isinstance(one, Taken) for one in opened.read(profile))


def test_a_table_in_utf_16_is_read_and_xml_in_it_refused(tmp_path: Path) -> None:
    path = tmp_path / "unicode.txt"
    path.write_bytes("barcode\ttitle\r\n1000001\tЗаглавие\r\n".encode("utf-16"))
    (row,) = open_source(path).read("table")
    assert isinstance(row, Taken)
    assert row.extracted.title.title == "Заглавие"
    path.write_bytes("<collection/>".encode("utf-16"))
    with pytest.raises(InputRefused, match="XML in UTF-16"):
        open_source(path)
