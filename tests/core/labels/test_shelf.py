from pathlib import Path

import pytest

from procstation.errors import ConfigError, UsageError
from procstation.labels import LabelShelf

ROLL = 'kind = "roll"\ntitle = "Ours"\nlabel_width_mm = 30\nlabel_height_mm = 20\n'
TEMPLATE = """
title = "Ours"
min_width_mm = 20
min_height_mm = 10
sheet_stock = "ol114"
roll_stock = "roll-25x38"
[[text]]
sources = ["barcode"]
box = { left_mm = 1, right_mm = 1, top_mm = 1, height_mm = 4 }
"""


def put(home: Path, name: str, text: str) -> Path:
    path = home / "label_templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_station_adds_and_replaces(tmp_path: Path) -> None:
    put(tmp_path, "stock/ours.toml", ROLL)
    put(tmp_path, "spine/spine.toml", TEMPLATE)
    shelf = LabelShelf(tmp_path)
    assert shelf.stock("ours").label_width_mm == 30
    assert shelf.template("spine").title == "Ours"
    assert {"spine", "barcode"} <= set(shelf.template_names)


def test_a_font_of_the_station_is_found_and_a_bad_one_named(tmp_path: Path) -> None:
    put(tmp_path, "fonts/Ours.ttf", "no font")
    with pytest.raises(ConfigError, match="'Ours' cannot be used"):
        LabelShelf(tmp_path).face("Ours")
    with pytest.raises(ConfigError, match="no font 'DejaVuSansCondense'") as refused:
        LabelShelf(tmp_path).face("DejaVuSansCondense")
    assert "'DejaVuSansCondensed'" in refused.value.do_next


def test_names_that_do_not_exist_get_the_nearest(shelf: LabelShelf) -> None:
    with pytest.raises(UsageError, match="no template named 'spines'") as refused:
        shelf.template("spines")
    assert "'spine'" in refused.value.do_next
    with pytest.raises(UsageError, match="no stock named 'avery-l7561'") as refused:
        shelf.stock("avery-l7561")
    assert "'avery-l7651'" in refused.value.do_next


@pytest.mark.parametrize(
    ("change", "said", "next_"),
    [
        (("sources", "source"), r"spine\.toml: \[text\] has no key 'source'", "'sources'"),
        (("left_mm", "lef_mm"), r"\[text\.box\] has no key 'lef_mm'", "'left_mm'"),
        (("height_mm = 4", "height_mm = 4, bottom_mm = 1"), "top_mm, bottom_mm, height_mm", "two"),
        ((", height_mm = 4", ""), "a box says top_mm of", "two"),
        (('["barcode"]', '["isbn"]'), "nothing named 'isbn' to print", "'title:isbn'"),
        (('["barcode"]', '["marc:24$a"]'), r"'marc:24\$a'", "'marc:245$a'"),
        (('["barcode"]', '[{ prefix = "x" }]'), "no source and no text", "one of the two"),
        (('["barcode"]', "[]"), "no sources", "Name"),
        (("box =", "size_pt = 5\nbox ="), "min_size_pt 7", "Correct"),
        (("[[text]]", "[[text]"), "no valid TOML", "Correct"),
    ],
)
def test_a_wrong_template_is_refused_with_file_and_place(
    tmp_path: Path, change: tuple[str, str], said: str, next_: str
) -> None:
    put(tmp_path, "spine/spine.toml", TEMPLATE.replace(*change))
    with pytest.raises(ConfigError, match=said) as refused:
        LabelShelf(tmp_path).template("spine")
    assert next_ in refused.value.do_next


def test_a_wrong_stock_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "stock/ours.toml", ROLL.replace("label_width_mm", "label_with_mm"))
    with pytest.raises(ConfigError, match="no key 'label_with_mm'") as refused:
        LabelShelf(tmp_path).stock("ours")
    assert "'label_width_mm'" in refused.value.do_next
    put(tmp_path, "stock/other.toml", ROLL.replace('"roll"', '"rolled"'))
    with pytest.raises(ConfigError, match="kind"):
        LabelShelf(tmp_path).stock("other")


def test_two_templates_of_one_name(tmp_path: Path) -> None:
    put(tmp_path, "spine/ours.toml", TEMPLATE)
    put(tmp_path, "pocket/ours.toml", TEMPLATE)
    with pytest.raises(ConfigError, match="Two templates are named 'ours'"):
        LabelShelf(tmp_path).template("ours")


def test_templates_that_come_along_name_stock_that_does(shelf: LabelShelf) -> None:
    for name in shelf.template_names:
        template = shelf.template(name)
        assert shelf.stock(template.sheet_stock).kind == "sheet"
        assert shelf.stock(template.roll_stock).kind == "roll"
