"""What can be done with sweeps, and at the shelf."""

from procstation.keys.place import Act, Place
from procstation.language import mark

SWEEPS = Place(
    "sweeps",
    mark("Sweeps"),
    mark("The sweeps of the shelf: begun here, gone on with at the shelf, reported and closed."),
    (
        Act("new", "n", mark("New"), mark("open a sweep: what it is about")),
        Act("report", "r", mark("Report"), mark("what the marked sweep has found")),
        Act("files", "m", mark("Scanner, folder"), mark("fetch from scanners, or take files")),
        Act("who", "w", mark("Who"), mark("say who sweeps")),
        Act("close", "c", mark("Close it"), mark("close the marked sweep")),
        Act("reopen", "o", mark("Reopen"), mark("open a closed sweep again")),
        Act("back", "escape", mark("Back"), mark("back to the bench")),
    ),
)

SWEEP = Place(
    "sweep",
    mark("At the shelf"),
    mark(
        "Each read is answered at once, in large letters and by a tone. Scan the marker of a bay,"
        " then its books from left to right."
    ),
    (
        Act("place", "b", mark("Bay"), mark("say which bay this is")),
        Act("again", "a", mark("Again"), mark("hear this bay once more")),
        Act("end_bay", "e", mark("Done"), mark("this bay is done")),
        Act("find", "f", mark("Look for"), mark("look for what was not heard")),
        Act("pulled", "p", mark("Pulled"), mark("the newest of the list is off the shelf")),
        Act("damaged", "d", mark("Damaged"), mark("the last book is damaged")),
        Act("relabel", "l", mark("Relabel"), mark("the last book needs a label")),
        Act("weed", "w", mark("Weed"), mark("the last book might be weeded")),
        Act("all_right", "o", mark("All right"), mark("nothing is to be said of the last book")),
        Act("report", "r", mark("Report"), mark("what the sweep has found")),
        Act("back", "escape,f4,q", mark("End"), mark("end the walk; the sweep stays open")),
    ),
    within=("app",),
)

SWEEP_REPORT = Place(
    "report",
    mark("Report of a sweep"),
    mark("What a sweep has found: each list with its count, item by item, and the same as files."),
    (
        Act("csv", "c", "CSV", mark("write the whole as CSV")),
        Act("xlsx", "x", "XLSX", mark("write the whole as a spreadsheet")),
        Act("pdf", "p", "PDF", mark("write the whole as PDF")),
        Act("html", "h", "HTML", mark("write the whole as a page for the browser")),
        Act("json", "j", "JSON", mark("write the whole for another program")),
        Act("again", "r", mark("Once more"), mark("read the report as it stands now")),
        Act("back", "escape", mark("Back"), mark("back to where you came from")),
    ),
    within=("app",),
)

SWEEP_FILES = Place(
    "files",
    mark("Scanners and folders"),
    mark("What comes to a sweep without a walk: codes of memory scanners, files in a folder."),
    (
        Act("fetch", "f", mark("Fetch and clear"), mark("fetch from the scanner, then clear it")),
        Act(
            "keep", "k", mark("Fetch and keep"), mark("fetch from the scanner, and leave it as is")
        ),
        Act("scanner", "s", mark("Next scanner"), mark("turn to the next scanner")),
        Act(
            "watch",
            "w",
            mark("Watch a folder"),
            mark("take files dropped in a folder, or end that"),
        ),
        Act("back", "escape", mark("Back"), mark("back to the sweeps")),
    ),
    within=("app",),
)
