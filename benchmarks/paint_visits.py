"""Which screens `key_to_paint` goes to, on which way, and which keys it presses there."""

from dataclasses import dataclass

UP_AND_DOWN = ("down",) * 6 + ("up",) * 5 + ("pagedown", "pageup")


@dataclass(frozen=True)
class Work:
    """Keys of one kind that are pressed on a screen, in turn.

    Attributes:
        first: What is pressed before them, and is not timed.
    """

    kind: str
    keys: tuple[str, ...]
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class Visit:
    """A screen, and how one gets there.

    Attributes:
        screen: What the table calls it.
        shown: The class of the screen that must be there at the end of the way.
        way: Acts of `procstation.keys`, or keys where there is no dot in them.
        hands: What hands do at the devices: `book` scans a book before, `read` one once the screen
            is there; `tags` lays two tags on the pad before.
        is_opened: Whether its opening and leaving are timed: the last of the way opens it, and Esc
            leaves it.
    """

    screen: str
    shown: str
    way: tuple[str, ...]
    work: tuple[Work, ...]
    hands: str = ""
    is_opened: bool = True


def moving(*first: str) -> Work:
    return Work("move", UP_AND_DOWN, first)


def typing(text: str, *first: str) -> Work:
    """Type a text, and take it back."""
    return Work("type", (*text, *("backspace",) * len(text)), first)


def acting(*keys: str) -> Work:
    return Work("act", keys)


VISITS = (
    Visit("bench", "BenchScreen", (), (acting("u", "1"),), is_opened=False),
    Visit("reason", "ReasonScreen", ("bench.skip",), (moving(), typing("torn", "tab")), "book"),
    Visit("half done", "HalfDoneScreen", ("bench.half_done",), (moving(),)),
    Visit("profiles", "ProfilesScreen", ("bench.profile",), (moving(),)),
    Visit("value", "ValueScreen", ("bench.goal",), (typing("300 Stacks"),)),
    Visit("record by hand", "ByHandScreen", ("bench.by_hand",), (typing("the left"),)),
    Visit("search", "SearchScreen", ("go.find",), (typing("ard bor"), moving(*"ardbor", "down"))),
    Visit("help", "HelpScreen", ("app.help",), (moving(),)),
    Visit("all acts", "CommandPalette", ("app.palette",), (typing("label"), moving())),
    Visit("sign in", "SignInScreen", ("go.person",), (typing("anna"),)),
    Visit("labels", "LabelsScreen", ("go.labels",), (moving(), acting("p"))),
    Visit("sheets", "SheetsScreen", ("go.labels", "labels.sheets"), (moving(),)),
    Visit(
        "calibration",
        "CalibrationScreen",
        ("go.labels", "labels.sheets", "sheets.calibrate"),
        (typing("1.5"),),
    ),
    Visit("sweeps", "SweepsScreen", ("go.sweeps",), (moving(),)),
    Visit("new sweep", "NewSweepScreen", ("go.sweeps", "sweeps.new"), (typing("stacks"),)),
    Visit(
        "scanners, folders",
        "SweepFilesScreen",
        ("go.sweeps", "sweeps.files"),
        (acting("k"),),
    ),
    Visit(
        "sweep report",
        "SweepReportScreen",
        ("go.sweeps", "sweeps.report"),
        (Work("lists", ("up", "down")), moving("tab")),
    ),
    Visit(
        "at the shelf",
        "SweepAtBench",
        ("go.sweeps", "enter"),
        (acting("d", "o", "l", "o", "w", "o"),),
        hands="read",
    ),
    Visit("tags", "TagsScreen", ("go.tags",), (moving(), acting("n", "r")), hands="tags"),
    Visit("outbox", "OutboxScreen", ("go.outbox",), (moving(), acting("v", "v"))),
    Visit(
        "outbox, settled too",
        "OutboxScreen",
        ("go.outbox", "outbox.view"),
        (moving(),),
        is_opened=False,
    ),
    Visit("jobs", "JobsScreen", ("go.jobs",), (typing("relocate"), moving("tab", "tab", "tab"))),
    Visit(
        "supervisor",
        "SupervisorScreen",
        ("go.jobs", "jobs.undo", "jobs.undo"),
        (typing("4711"),),
        is_opened=False,
    ),
    Visit("devices", "DevicesScreen", ("go.devices",), (moving(), acting("x"))),
    Visit("settings", "SettingsScreen", ("go.settings",), (moving(), typing("theme", "shift+tab"))),
    Visit("choice", "ChoiceScreen", ("go.settings", "enter"), (moving(),)),
    Visit("history", "HistoryScreen", ("go.history",), (moving(), acting("a"))),
    Visit(
        "history, one person",
        "HistoryScreen",
        ("go.history", "history.who", *"anna", "enter"),
        (moving(),),
        is_opened=False,
    ),
)

NEXT = ("set_up.next",)
SET_UP_VISITS = (
    Visit("set-up, welcome", "WelcomeStep", (), (moving(),), is_opened=False),
    Visit("set-up, station", "StationStep", NEXT, (typing("cellar"),)),
    Visit("set-up, devices", "DevicesStep", NEXT, (moving(),)),
    Visit("set-up, trying", "ProofsStep", NEXT, (moving(),)),
    Visit("set-up, records", "RecordsStep", NEXT, (moving(),)),
    Visit("set-up, numbers", "NumbersStep", NEXT, (typing("31234", "tab"),)),
    Visit("set-up, labels", "LabelsStep", NEXT, (moving(),)),
    Visit("set-up, ways", "WaysStep", NEXT, (moving(),)),
    Visit("set-up, the end", "EndStep", NEXT, (moving(),)),
)

NOT_TIMED = {
    "OpeningScreen": "nothing can be done there but wait",
    "TooSmallScreen": "nothing can be done there but make the terminal larger",
    "BenchLesson": "it is the bench, beside a panel",
    "DemoScreen": "it is the bench, with other keys",
    "SweepLesson": "it is the screen at the shelf, beside a panel",
    "SweepScreen": "it is the screen at the shelf, without a bench below",
    "SetUpScreen": "the steps of the set-up are built on it",
    "ResultScreen": "a few lines and one key, like the question for a repair",
    "RepairScreen": "a few lines and one key",
    "PickScreen": "it is a choice, like that of the settings",
    "TemplatesScreen": "it is a choice, like that of the settings",
}
"""Screens that are left out, and why."""
