"""What can be done with labels and sheets."""

from procstation.keys.place import Act, Place
from procstation.language import mark

LABELS = Place(
    "labels",
    mark("Labels"),
    mark(
        "The labels that wait, the marked one as it will come out, and those that came out of late."
        " Of a label that may not have come out you are asked."
    ),
    (
        Act("run", "r", mark("Run"), mark("print what waits")),
        Act("stop", "x", mark("Stop"), mark("stop after the label that is being printed")),
        Act("add", "n", mark("Add"), mark("add labels of items, by their barcodes")),
        Act("edit", "e", mark("Edit"), mark("change what this label says; the record stays")),
        Act("again", "a", mark("Again"), mark("print the marked label once more")),
        Act("range", "g", mark("Range"), mark("print several of its job once more")),
        Act("cancel", "c", mark("Cancel"), mark("do not print the marked label")),
        Act("sheets", "t", mark("Sheets"), mark("the sheets: which labels of them are used")),
        Act("came_out", "y", mark("Came out"), mark("the marked label came out well")),
        Act("spoiled", "s", mark("Spoiled"), mark("it came out, and cannot be used")),
        Act("missing", "m", mark("Missing"), mark("it did not come out")),
        Act("order", "o", mark("Shelf order"), mark("put what waits into shelf order")),
        Act("printer", "p", mark("Printer"), mark("turn to the next printer")),
        Act("commands", "k", mark("Commands"), mark("write the sheet of command barcodes")),
        Act("back", "escape", mark("Back"), mark("back to the bench")),
    ),
)

SHEETS = Place(
    "sheets",
    mark("Sheets of labels"),
    mark("Each sheet as it lies before you: which labels are used, spoiled, free, and next."),
    (
        Act("new", "n", mark("New sheet"), mark("another sheet is in the printer")),
        Act("use", "u", mark("Put in"), mark("the marked sheet is in the printer again")),
        Act("spoiled", "s", mark("Spoiled"), mark("labels of it cannot be used")),
        Act("free", "f", mark("Free"), mark("labels of it are free after all")),
        Act("calibrate", "k", mark("Calibrate"), mark("by how much labels are moved")),
        Act("back", "escape", mark("Back"), mark("back to the labels")),
    ),
)

CALIBRATION = Place(
    "calibration",
    mark("Calibration"),
    mark("Print a page of crosses, hold it against a sheet, and enter what is off in millimetres."),
    (Act("print", "ctrl+t", mark("Print the page"), mark("print the page of crosses")),),
    within=("dialog", "app"),
)
