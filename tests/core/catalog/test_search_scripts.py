"""Original scripts are searched as people write them: with or without marks, from any word on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from stores import Stores

from procstation.catalog import Catalogue

TITLES = {
    "ru": "Вестник Ёлки и йода / Толстой",
    "he": "סֵפֶר הַמַּפּוֹת",
    "ar": "ألف ليلـــة وَلَيْلَة",
    "zh": "紅樓夢研究集刊",
    "ja": "日本の人々とｶﾀｶﾅ辞典",
    "ko": "한국의 도서관",
    "el": "Ο Άγιος Λόγος",
    "vi": "Đất nước tôi",
    "th": "ห้องสมุดแห่งชาติ",
    "hi": "हिन्दी पुस्तकालय",
}


@pytest.fixture(scope="module")
def library(stores: Stores, tmp_path_factory: pytest.TempPathFactory, build: Any) -> Any:
    folder = tmp_path_factory.mktemp("scripts")
    path = folder / "scripts.mrc"
    records = [
        build(f"001 {name}", "245 10 $6880-01$aRomanized title", f"880 10 $6245-01/$1$a{title}")
        for name, title in TITLES.items()
    ]
    path.write_bytes(b"".join(record.as_marc() for record in records))
    catalogue = Catalogue.open(stores.new(folder))
    catalogue.load([path])
    yield catalogue
    catalogue.close()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("вестник елки", "ru"),
        ("ВЕСТНИК ЙОДА", "ru"),
        ("толст", "ru"),
        ("ספר המפות", "he"),
        ("סֵפֶר", "he"),
        ("الف ليلة", "ar"),
        ("وليلة", "ar"),
        ("紅樓夢", "zh"),
        ("研究", "zh"),
        ("樓夢研", "zh"),
        ("人々", "ja"),
        ("カタカナ", "ja"),
        ("日本 辞典", "ja"),
        ("한국", "ko"),
        ("도서관", "ko"),
        ("αγιος λογος", "el"),
        ("ΛΌΓΟΣ", "el"),
        ("dat nuoc toi", "vi"),
        ("สมุด", "th"),
        ("ชาติ", "th"),
        ("हिन्दी", "hi"),
        ("पुस्तक", "hi"),
    ],
)
def test_words_in_their_own_script(library: Catalogue, text: str, found: str) -> None:
    assert [hit.title.control_number for hit in library.find(text)] == [found]


@pytest.mark.parametrize("text", ["夢樓", "樓紅", "辞日", "ชาสมุ", "лк"])
def test_characters_in_another_order_are_not_found(library: Catalogue, text: str) -> None:
    assert library.find(text) == []


def test_what_people_write_finds_what_a_file_of_xml_metadata_has(
    catalogue: Catalogue, written: Callable[..., Path]
) -> None:
    mods = (
        '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>Hong lou meng</title>'
        '</titleInfo><titleInfo script="Hani" altRepGroup="1"><title>紅樓夢</title></titleInfo>'
        "</mods>"
    )
    catalogue.load([written(mods.encode(), name="mods.xml")])

    assert [hit.title.title for hit in catalogue.find("樓夢")] == ["Hong lou meng"]
