"""What can be done everywhere, and in each room of the bench."""

from procstation.keys.place import Act, Place
from procstation.language import mark

APP = Place(
    "app",
    mark("Everywhere"),
    mark("What can be done on every screen."),
    (
        Act("help", "f1", mark("Help"), mark("what this screen is for, and its keys")),
        Act("ask", "question_mark", mark("Help"), mark("the same, where nothing is typed")),
        Act("palette", "ctrl+p", mark("All"), mark("everything that can be done, by its words")),
        Act("sound", "f12", mark("Sound"), mark("turn tones and speech off, or on again")),
        Act("quit", "ctrl+q", mark("Quit"), mark("end the program; everything is saved already")),
    ),
    within=(),
)

GO = Place(
    "go",
    mark("Rooms"),
    mark("Where one can go from the bench and from each room."),
    (
        Act("find", "f2", mark("Find"), mark("find a record or an item, and take it to the bench")),
        Act("labels", "f3", mark("Labels"), mark("labels: the queue, what became of it, sheets")),
        Act(
            "sweeps",
            "f4",
            mark("Sweeps"),
            mark("sweeps: what stands on the shelf, what is missing"),
        ),
        Act("tags", "f5", mark("Tags"), mark("look into the tags on the pad, and put them right")),
        Act("outbox", "f6", mark("Outbox"), mark("what the library system must know")),
        Act(
            "jobs",
            "f8",
            mark("Jobs"),
            mark("jobs for a list of items: relocate, withdraw, found …"),
        ),
        Act("devices", "f9", mark("Devices"), mark("the devices: how each does, and trying it")),
        Act("settings", "f10", mark("Settings"), mark("how the station is set, and changing it")),
        Act("history", "f11", mark("History"), mark("who did what to which item; undo from there")),
        Act("person", "ctrl+l", mark("Person"), mark("sign in or out, by name and PIN")),
    ),
    within=(),
)
