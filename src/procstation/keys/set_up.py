"""What can be done while a station is set up."""

from procstation.keys.place import Act, Place
from procstation.language import mark

SET_UP = Place(
    "set_up",
    mark("Set-up"),
    mark(
        "The station is set up step by step, in any order. Nothing is written before the last step,"
        " and nothing has to be filled in now: set-up can be opened again at any time."
    ),
    (
        Act("next", "f8", mark("Next"), mark("go to the next step")),
        Act("back", "escape", mark("Back"), mark("go to the step before")),
    ),
    within=("app",),
)

SET_UP_DEVICES = Place(
    "set_up_devices",
    mark("Set-up: devices"),
    mark(
        "What is attached, and what could be a scanner, a pad or a printer. Enter takes what is"
        " marked, or leaves it. Simulated devices are for training."
    ),
    (
        Act("look", "r", mark("Look again"), mark("look for devices once more")),
        Act("stop", "x", mark("Stop"), mark("stop looking")),
        Act("simulated", "s", mark("Simulated"), mark("add a simulated device, for training")),
        Act("add", "n", mark("Add"), mark("add a device by its driver and its address")),
    ),
    within=("set_up", "app"),
)

SET_UP_PROOFS = Place(
    "set_up_proofs",
    mark("Set-up: try them"),
    mark(
        "Each device shows that it works: the scanner reads a code, the pad a tag, the printer"
        " prints a label that is scanned back. What does not work now can be put right later."
    ),
    (
        Act(
            "hands",
            "h",
            mark("Hands"),
            mark("scan, or lay a tag, at a simulated device: what hands would do"),
        ),
        Act("settings", "e", mark("Its settings"), mark("change a setting of the marked device")),
        Act("right", "y", mark("Right"), mark("the label looks right")),
        Act("wrong", "n", mark("Not right"), mark("the label does not look right")),
    ),
    within=("set_up", "app"),
)

SET_UP_RECORDS = Place(
    "set_up_records",
    mark("Set-up: records"),
    mark("The titles and items of the library, from a file, or a sample to try the station with."),
    (Act("stop", "x", mark("Stop"), mark("stop loading; it can be gone on with")),),
    within=("set_up", "app"),
)

SET_UP_END = Place(
    "set_up_end",
    mark("Set-up: the end"),
    mark(
        "What will be written into procstation.toml, and what would not work. What a person wrote"
        " there stays, and the file as it was is kept beside it."
    ),
    (Act("write", "w", mark("Write"), mark("write it, and open the bench")),),
    within=("set_up", "app"),
)
