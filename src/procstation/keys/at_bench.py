"""What can be done at the bench, and what the hands of the demo do."""

from procstation.keys.place import Act, Place
from procstation.language import mark

CHOICES = tuple(
    Act(f"choice_{number}", str(number), mark("Choice"), mark("answer the question with this line"))
    for number in range(1, 10)
)

BENCH = Place(
    "bench",
    mark("The bench"),
    mark(
        "One item at a time goes from record to shelf: its steps are on the right, and the line"
        " below says what to do next. What you scan and lay on the pad comes here by itself."
    ),
    (
        Act("skip", "s", mark("Skip"), mark("skip the step, with a reason")),
        Act("aside", "a", mark("Aside"), mark("set the item aside, half done")),
        Act("half_done", "h", mark("Resume"), mark("take a half-done item up again")),
        Act(
            "undo",
            "u,ctrl+z",
            mark("Undo"),
            mark("undo the item in work, or the last released one"),
        ),
        Act(
            "retry",
            "r",
            mark("Retry"),
            mark("try the failed step again, or print the labels again"),
        ),
        Act(
            "by_hand",
            "f7",
            mark("By hand"),
            mark("write a brief record, for a book nobody has one of"),
        ),
        Act("profile", "p", mark("Profile"), mark("choose how new items go")),
        Act(
            "say", "v", mark("Value"), mark("say what the job asks for: a new location, a due date")
        ),
        Act("parts", "n", mark("Parts"), mark("say how many parts the item has: each gets a tag")),
        Act("goal", "g", mark("Goal"), mark("set a goal: how many items, or all of a location")),
        Act(
            "roll", "w", mark("Roll"), mark("a new roll of tags: scan its label, or type its name")
        ),
        Act("quit", "q", mark("Quit"), mark("end the program; everything is saved already")),
        *CHOICES,
    ),
)

DEMO = Place(
    "demo",
    mark("The demo"),
    mark("The bench on simulated devices: one key for each thing that hands would do."),
    (
        Act("scan", "b", mark("next book"), mark("scan the next book of the cart")),
        Act("lay", "l", mark("lay it down"), mark("lay the book on the pad")),
        Act("take", "t", mark("take it off"), mark("take everything off the pad")),
        Act("label", "c", mark("its label"), mark("scan the label that was printed")),
        Act("other", "o", mark("other book"), mark("scan the label of another book")),
        Act("pile", "m", mark("lay another"), mark("lay another book on the pad")),
        Act("tear", "x", mark("tear a tag"), mark("take the book away while its tag is written")),
        Act(
            "printer",
            "e",
            mark("printer"),
            mark("take the labels out of the printer, or put them in"),
        ),
        Act("cable", "d", mark("pad cable"), mark("pull the cable of the pad, or plug it in")),
        Act("patron", "k", mark("patron card"), mark("lay a patron card on the pad")),
    ),
    within=("bench", "app", "go"),
)
