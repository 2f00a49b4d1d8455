import gc
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL.ImageFont import FreeTypeFont

from procstation.errors import ConfigError, InputRefused
from procstation.labels import Face, LabelShelf
from procstation.labels.fonts import KEPT_SIZES
from procstation.labels.found_fonts import FoundFonts, font_folders, scripts
from procstation.labels.glyph_mask import glyph_mask

FONTS = files("procstation_label_templates") / "fonts"


@pytest.fixture(scope="module")
def face() -> Face:
    return LabelShelf().face("DejaVuSansCondensed")


@pytest.fixture
def bare_system(monkeypatch: pytest.MonkeyPatch) -> Face:
    """A face on a system without fonts: those that come along are all there is."""
    monkeypatch.setattr("procstation.labels.found_fonts.font_folders", lambda: ())
    shelf = LabelShelf()
    return shelf.face("DejaVuSansCondensed")


def glyphs(face: Face, text: str) -> list[int]:
    return [glyph.number for glyph in face.line(text).glyphs]


def fonts(face: Face, text: str) -> set[str]:
    return {glyph.font.name for glyph in face.line(text).glyphs}


def test_fonts_are_open_in_a_few_sizes_only(face: Face) -> None:
    for size_px in range(10, 10 + 3 * KEPT_SIZES):
        face.drawing_font(size_px)
    gc.collect()
    assert sum(isinstance(one, FreeTypeFont) for one in gc.get_objects()) <= KEPT_SIZES


@pytest.mark.parametrize(
    "text", ["QA76.73 .C153 2005", "Война и мир", "Πόλεμος", "ქართული", "Škvorecký, Josef"]
)
def test_plain_letters_are_as_wide_as_their_advances(face: Face, text: str) -> None:
    assert face.is_plain(text)
    assert face.width_em(text) == pytest.approx(sum(face.width_em(one) for one in text))
    assert face.width_em(text) == pytest.approx(face.line(text).width_em)


def test_widths_are_those_of_the_font(face: Face) -> None:
    assert face.width_em("M") == pytest.approx(1590 / 2048)  # from the font's hmtx table
    assert (face.ascent_em, face.descent_em) == pytest.approx((1901 / 2048, 483 / 2048))


def test_arabic_letters_join(face: Face) -> None:
    apart = [glyphs(face, letter)[0] for letter in "كتب"]
    joined = glyphs(face, "كتب")
    assert len(joined) == 3
    assert set(joined).isdisjoint(apart[:2])
    assert len(glyphs(face, "لا")) == 1, "lam and alef are one glyph"
    assert not face.is_plain("كتب")


def test_letters_that_a_font_has_in_parts_only(bare_system: Face) -> None:
    assert fonts(bare_system, "علميۀ") == {"DejaVuSansCondensed"}
    assert glyphs(bare_system, "e\u0301") == glyphs(bare_system, "é")


def test_hebrew_is_set_from_the_right(face: Face) -> None:
    aleph, bet = glyphs(face, "א"), glyphs(face, "ב")
    assert glyphs(face, "אב") == bet + aleph


def test_marks_stand_on_their_letters(face: Face) -> None:
    dotted = face.line("ẓ̌")
    assert dotted.width_em == pytest.approx(face.width_em("z"))
    caron = dotted.glyphs[-1]
    mask = glyph_mask(caron.font, caron.number, 100)
    assert mask is not None
    left = 100 * caron.x_em + mask.left
    assert 0 <= left < left + mask.dots.width <= 100 * dotted.width_em
    assert mask.top - 100 * caron.y_em < -50, "above the letter"


@pytest.mark.parametrize(
    ("text", "font"),
    [("हिन्दी", "NotoSansDevanagari-Regular"), ("ไทย", "NotoSansThai-Regular")],
)
def test_scripts_of_fonts_that_come_along(bare_system: Face, text: str, font: str) -> None:
    assert fonts(bare_system, text) == {font}
    assert fonts(bare_system, f"{text} 12") == {font, "DejaVuSansCondensed"}


def test_the_vowel_sign_that_is_seen_before_its_letter(bare_system: Face) -> None:
    ka, ki = glyphs(bare_system, "क"), glyphs(bare_system, "कि")
    assert ki[-1:] == ka
    assert len(ki) == 2


@pytest.mark.parametrize(
    ("text", "named", "advice"),
    [
        ("中国", r"中 \(U\+4E2D, CJK UNIFIED IDEOGRAPH-4E2D\)", "Noto Sans CJK"),
        ("한국", r"한 \(U\+D55C, HANGUL SYLLABLE HAN\)", "fonts-noto-cjk"),
        ("বই", r"ব \(U\+09AC, BENGALI LETTER BA\)", "Noto Sans Bengali"),
        ("ᱥᱟ", r"U\+1C65, OL CHIKI LETTER IS", "Noto Sans Ol Chiki"),
        ("\ue000", r"U\+E000, no name", "correct the record"),
    ],
)
def test_what_no_font_has_is_named(bare_system: Face, text: str, named: str, advice: str) -> None:
    with pytest.raises(InputRefused, match=named) as refusal:
        bare_system.require(text)
    assert advice in refusal.value.do_next
    with pytest.raises(InputRefused, match=named):
        bare_system.width_em(text)


def test_fonts_of_the_system_are_found_in_its_folders(tmp_path: Path) -> None:
    folder = tmp_path / "truetype" / "noto"
    folder.mkdir(parents=True)
    data = (FONTS / "NotoSansThai-Regular.ttf").read_bytes()
    (folder / "notosansthai-regular.TTF").write_bytes(data)
    (folder / "NotoSansThaiLooped-Regular.ttf").write_bytes(b"no font")
    found = FoundFonts({}, [tmp_path, tmp_path / "missing"])
    font = found.covering("ก", "Thai", bold=False)
    assert font is not None
    assert font.name == "NotoSansThai-Regular"
    assert found.covering("中", "Hani", bold=False) is None


def test_a_bold_line_takes_the_bold_font_first() -> None:
    own = {
        "NotoSansThai-Regular": FONTS / "NotoSansThai-Regular.ttf",
        "NotoSansThai-Bold": FONTS / "NotoSansThai-Regular.ttf",
    }
    found = FoundFonts(own, [])
    names = [found.covering("ก", "Thai", bold=bold) for bold in (False, True)]
    assert [font.name for font in names if font] == ["NotoSansThai-Regular", "NotoSansThai-Bold"]


def test_a_font_of_the_station_is_taken_by_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("procstation.labels.found_fonts.font_folders", lambda: ())
    own = tmp_path / "label_templates" / "fonts"
    own.mkdir(parents=True)
    thai, hindi = (FONTS / f"NotoSans{name}-Regular.ttf" for name in ("Thai", "Devanagari"))
    (own / "Shop.OTF").write_bytes(thai.read_bytes())
    assert LabelShelf(tmp_path).face("Shop").width_em("ก") > 0
    with pytest.raises(InputRefused, match="THAI CHARACTER KO KAI"):
        Face("Hindi", hindi.read_bytes()).require("ก")
    assert fonts(Face("Hindi", hindi.read_bytes(), {"Shop": own / "Shop.OTF"}), "ก") == {"Shop"}


def test_every_script_says_what_to_install() -> None:
    assert {"Hani", "Arab", "Hebr", "Cyrl", "Deva", "Grek", "Thai"} <= scripts().script.keys()
    for script in scripts().script.values():
        assert script.fonts
        assert script.install.startswith("Noto")


def test_folders_of_each_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("WINDIR", "D:/Windows")
    assert Path("D:/Windows/Fonts") in font_folders()
    monkeypatch.setattr("sys.platform", "darwin")
    assert Path("/System/Library/Fonts") in font_folders()
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_DIRS", "/opt/share:/usr/share")
    assert font_folders()[-2:] == (Path("/opt/share/fonts"), Path("/usr/share/fonts"))


@pytest.mark.parametrize("data", [b"", b"%!PS-AdobeFont-1.0", b"\0\1\0\0" + bytes(60)])
def test_what_is_no_font_is_refused(data: bytes) -> None:
    with pytest.raises(ConfigError, match="'mine' cannot be used"):
        Face("mine", data)


ANY_TEXT = LabelShelf()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_set_or_refused(text: str) -> None:
    face = ANY_TEXT.face("DejaVuSansCondensed")
    try:
        face.require(text)
    except InputRefused:
        return
    assert face.width_em(text) >= 0
    assert face.line(text).text == text
