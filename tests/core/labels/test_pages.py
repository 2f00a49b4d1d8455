from procstation.labels import LabelData, LabelShelf, Layout, Symbology, lay_out, place


def spine(shelf: LabelShelf, book: LabelData) -> Layout:
    template, stock = shelf.template("spine"), shelf.stock("ol114")
    return lay_out(template, stock, book, shelf, 8, Symbology.CODABAR)


def test_labels_fill_the_free_cells_of_the_first_sheet_then_whole_sheets(
    shelf: LabelShelf, book: LabelData
) -> None:
    taken = frozenset(range(37)) | {38}
    pages = place([spine(shelf, book)] * 43, shelf.stock("ol114"), taken)
    cells = [[label.cell for label in page.labels] for page in pages]
    assert cells == [[37, 39], list(range(40)), [0]]
    assert [label.number for page in pages for label in page.labels] == list(range(43))
    assert (pages[0].labels[0].left_mm, pages[0].labels[0].top_mm) == (
        6.35 + 5 * 25.4,
        12.7 + 203.2,
    )


def test_a_full_sheet_is_passed_over(shelf: LabelShelf, book: LabelData) -> None:
    pages = place([spine(shelf, book)], shelf.stock("ol114"), frozenset(range(40)))
    assert [[label.cell for label in page.labels] for page in pages] == [[0]]


def test_a_roll_has_a_page_for_each_label(shelf: LabelShelf, book: LabelData) -> None:
    pages = place([spine(shelf, book)] * 3, shelf.stock("roll-25x38"))
    assert [(page.width_mm, page.height_mm, len(page.labels)) for page in pages] == [
        (25.4, 38.1, 1)
    ] * 3


def test_no_labels_no_pages(shelf: LabelShelf) -> None:
    assert place([], shelf.stock("ol114")) == []
