"""What can be done at each question."""

from procstation.keys.place import Act, Place
from procstation.language import mark

DIALOG = Place(
    "dialog",
    mark("A question"),
    mark("Something is asked. Answer it, or go back: nothing is done until you answer."),
    (Act("back", "escape", mark("Back"), mark("go back; nothing is done")),),
    within=("app",),
)

SEARCH = Place(
    "search",
    mark("Find"),
    mark(
        "Type words of the title or author, an ISBN, a call number or a barcode; what is found is"
        " listed as you type."
    ),
    (Act("into_list", "down", mark("Results"), mark("go into the list of what was found")),),
    within=("dialog", "app"),
)

CONFIRM = Place(
    "confirm",
    mark("Is it wanted?"),
    mark("It is said what would be done. It is done only when you say so."),
    (Act("yes", "enter", mark("Do it"), mark("do it")),),
    within=("dialog", "app"),
)

HALF_DONE = Place(
    "half_done",
    mark("Half-done items"),
    mark("Items that were set aside, each with what is missing. Take one up again, or scan it."),
    (),
    within=("dialog", "app"),
)

PROFILES = Place(
    "profiles",
    mark("How new items go"),
    mark("The ways of working of this station. The item in work goes on as it began."),
    (),
    within=("dialog", "app"),
)

REASON = Place(
    "reason",
    mark("Why it is skipped"),
    mark("A step is skipped only with a reason; it is kept with the item and in its history."),
    (),
    within=("dialog", "app"),
)

VALUE = Place(
    "value",
    mark("A question"),
    mark("Type the answer, or scan it. Nothing is done until you take it with Enter."),
    (),
    within=("dialog", "app"),
)

BY_HAND = Place(
    "by_hand",
    mark("A record by hand"),
    mark("A brief record for a book that no catalogue has; cataloguing finds it in a list."),
    (),
    within=("dialog", "app"),
)

NEW_SWEEP = Place(
    "new_sweep",
    mark("A new sweep"),
    mark(
        "Its name, and which part of the collection it is about. It is said first what it would"
        " expect on the shelf."
    ),
    (),
    within=("dialog", "app"),
)

SIGN_IN = Place(
    "sign_in",
    mark("Who works here?"),
    mark(
        "Scan your badge, or type your name and PIN: what you do is noted with your name. What is"
        " in work stays as it is."
    ),
    (),
    within=("dialog", "app"),
)

SUPERVISOR = Place(
    "supervisor",
    mark("A supervisor is asked"),
    mark(
        "What concerns more than one item needs a supervisor's badge, or name and PIN. It is noted"
        " with both names."
    ),
    (),
    within=("dialog", "app"),
)

LESSON_END = Place(
    "lesson_end",
    mark("The lesson is over"),
    mark("What went well, and what to try again. Ending it leaves what was learned noted down."),
    (Act("end", "enter", mark("End the lesson"), mark("end the lesson")),),
    within=("dialog", "app"),
)
