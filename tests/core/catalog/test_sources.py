from pathlib import Path

import pytest

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
