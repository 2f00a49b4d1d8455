"""Every act that has a key, by the place where it can be done, and the keys it has by default.

The same act has the same key in every place: F-keys lead from room to room, Esc leads back, F1 and
? help, Ctrl+P lists all there is to do, Ctrl+Q quits; r reads or tries again, n makes something
new, u undoes. Keys are written as the terminal toolkit names them (`ctrl+f`, `f2`,
`question_mark`), several of one act with commas between them, the one that is shown first.
"""

from procstation.keys.at_bench import BENCH, DEMO
from procstation.keys.at_labels import CALIBRATION, LABELS, SHEETS
from procstation.keys.at_shelf import SWEEP, SWEEP_FILES, SWEEP_REPORT, SWEEPS
from procstation.keys.everywhere import APP, GO
from procstation.keys.questions import (
    BY_HAND,
    CONFIRM,
    DIALOG,
    HALF_DONE,
    LESSON_END,
    NEW_SWEEP,
    PROFILES,
    REASON,
    SEARCH,
    SIGN_IN,
    SUPERVISOR,
    VALUE,
)
from procstation.keys.rooms import DEVICES, HISTORY, JOBS, OUTBOX, SETTINGS, TAGS
from procstation.keys.set_up import (
    SET_UP,
    SET_UP_DEVICES,
    SET_UP_END,
    SET_UP_PROOFS,
    SET_UP_RECORDS,
)

PLACES = {
    place.name: place
    for place in (
        APP,
        GO,
        BENCH,
        DEMO,
        DIALOG,
        SEARCH,
        CONFIRM,
        HALF_DONE,
        PROFILES,
        REASON,
        VALUE,
        BY_HAND,
        LESSON_END,
        LABELS,
        SHEETS,
        CALIBRATION,
        SWEEPS,
        NEW_SWEEP,
        SWEEP,
        SWEEP_REPORT,
        SWEEP_FILES,
        TAGS,
        OUTBOX,
        JOBS,
        DEVICES,
        HISTORY,
        SETTINGS,
        SIGN_IN,
        SUPERVISOR,
        SET_UP,
        SET_UP_DEVICES,
        SET_UP_PROOFS,
        SET_UP_RECORDS,
        SET_UP_END,
    )
}
"""Every place by its name."""

ACTS = {f"{place.name}.{act.name}": act for place in PLACES.values() for act in place.acts}
"""Every act by its id."""
