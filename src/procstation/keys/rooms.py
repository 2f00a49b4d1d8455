"""What can be done in the other rooms."""

from procstation.keys.place import Act, Place
from procstation.language import mark

REPAIRS = tuple(
    Act(f"repair_{number}", str(number), mark("Repair"), mark("put the tag right in this way"))
    for number in range(1, 10)
)

TAGS = Place(
    "tags",
    mark("Tags"),
    mark(
        "What lies on the pad, byte by byte: what each byte is, whether the tag keeps to its"
        " standard, how it compares with the catalogue, and what can be put right."
    ),
    (
        Act("look", "r", mark("Read again"), mark("read the tags on the pad again")),
        Act("next", "n", mark("Next tag"), mark("turn to the next tag on the pad")),
        *REPAIRS,
        Act("back", "escape", mark("Back"), mark("back to the bench")),
    ),
)

OUTBOX = Place(
    "outbox",
    mark("The outbox"),
    mark(
        "What the library system must know, and how far each message is. A conflict, marked ≠, is"
        " decided by you, field by field."
    ),
    (
        Act("ours", "o", mark("Ours"), mark("of this field, ours is right")),
        Act("theirs", "t", mark("Theirs"), mark("of this field, theirs is right")),
        Act("retry", "r", mark("Retry"), mark("try the marked message again")),
        Act("drop", "d", mark("Drop"), mark("drop the marked message, with a reason")),
        Act("pause", "p", mark("Pause"), mark("send nothing for now, or go on")),
        Act("view", "v", mark("Settled too"), mark("list what is settled as well")),
        Act("back", "escape", mark("Back"), mark("back to the bench")),
    ),
)

JOBS = Place(
    "jobs",
    mark("Jobs for a list"),
    mark(
        "The same change for a list of items. What it would do is said first; what was run can be"
        " undone."
    ),
    (
        Act("undo", "ctrl+z", mark("Undo the marked run"), mark("take the marked run back")),
        Act("back", "escape", mark("Back"), mark("back to the bench")),
    ),
)

DEVICES = Place(
    "devices",
    mark("Devices"),
    mark(
        "Each device: whether it is there, what it last sent, what went wrong and what to do. Try"
        " one here, or start it anew."
    ),
    (
        Act("try", "t", mark("Try it"), mark("try the marked device: a scan, a tag, a test label")),
        Act("restart", "r", mark("Start anew"), mark("close the marked device and open it again")),
        Act("bytes", "x", mark("Bytes"), mark("show what it sent as bytes, or as text")),
        Act("back", "escape", mark("Back"), mark("back to the bench")),
    ),
)

SETTINGS = Place(
    "settings",
    mark("Settings"),
    mark(
        "How the station is set, and what each setting means. What can be changed while it runs is"
        " changed here and saved; the rest is changed in procstation.toml."
    ),
    (
        Act("change", "enter", mark("Change"), mark("change the marked setting")),
        Act("find", "slash", mark("Search"), mark("type words of a setting, to find it")),
        Act("default", "d", mark("Default"), mark("take the marked setting out of the file again")),
        Act("back", "escape", mark("Back"), mark("back to the bench")),
    ),
)

HISTORY = Place(
    "history",
    mark("History"),
    mark(
        "Who did what to which item, when and where, and what it was before. Scan an item to see"
        " what was done to it alone."
    ),
    (
        Act("item", "i", mark("Item"), mark("only what was done to one item: scan it, or type")),
        Act("who", "w", mark("Who"), mark("only what one person did")),
        Act("day", "d", mark("Day"), mark("only what was done on one day")),
        Act("all", "a", mark("Everything"), mark("everything again")),
        Act(
            "undo", "u", mark("Undo"), mark("say what undoing the marked act would do; then do it")
        ),
        Act("back", "escape", mark("Back"), mark("back to the bench")),
    ),
)
