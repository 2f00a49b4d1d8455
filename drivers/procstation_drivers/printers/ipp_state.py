"""What an IPP printer says of itself and of a job, in our words (RFC 8011, 5.3.7 and 5.4)."""

from enum import IntEnum

from procstation.devices import Problem, mark, tr
from procstation_drivers.printers.ipp_message import JOB_GROUP, PRINTER_GROUP, Response
from procstation_drivers.printers.troubles import Troubles, troubles_of

PRINTER_ATTRIBUTES = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "queued-job-count",
)
JOB_ATTRIBUTES = ("job-state", "job-state-reasons", "job-impressions-completed")

STOPPED = 5

_REASONS = {
    "media-empty": (Problem.MEDIA_OUT, mark("out of sheets")),
    "media-needed": (Problem.MEDIA_OUT, mark("it wants other sheets, or to be told to go on")),
    "input-tray-missing": (Problem.MEDIA_OUT, mark("the tray is missing")),
    "cover-open": (Problem.HEAD_OPEN, mark("the cover is open")),
    "door-open": (Problem.HEAD_OPEN, mark("a door is open")),
    "interlock-open": (Problem.HEAD_OPEN, mark("a door is open")),
    "marker-supply-empty": (Problem.RIBBON_OUT, mark("out of toner or ink")),
    "toner-empty": (Problem.RIBBON_OUT, mark("out of toner")),
    "paused": (Problem.PAUSED, "paused"),
    "moving-to-paused": (Problem.PAUSED, "paused"),
    "spool-area-full": (Problem.BUFFER_FULL, mark("its spool area is full")),
    "media-jam": (Problem.OTHER, mark("paper is jammed")),
    "connecting-to-device": (Problem.NO_ANSWER, mark("its server does not reach it")),
    "timed-out": (Problem.NO_ANSWER, mark("its server does not reach it")),
    "offline": (Problem.NO_ANSWER, mark("off line")),
    "shutdown": (Problem.NO_ANSWER, mark("switched off")),
}
_GRADES = ("-error", "-warning", "-report")
_NO_TROUBLE = ("none", "media-low", "marker-supply-low", "toner-low", "identify-printer-requested")


class JobState(IntEnum):
    """`job-state`; those from CANCELED on are the last."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


def troubles_of_printer(response: Response) -> Troubles:
    """Return what keeps the printer from printing.

    A reason is an error unless it says that it is a warning or a report. The spooler's own notes
    (`cups-…`) are none.
    """
    raised = []
    for reason in response.texts(PRINTER_GROUP, "printer-state-reasons"):
        bare = reason
        for grade in _GRADES:
            bare = bare.removesuffix(grade)
        is_error = bare == reason or reason.endswith("-error")
        if is_error and bare not in _NO_TROUBLE and not bare.startswith("cups-"):
            raised.append(
                _REASONS.get(bare, (Problem.OTHER, tr("it says {reason!r}", reason=bare)))
            )
    if not raised and STOPPED in response.numbers(PRINTER_GROUP, "printer-state"):
        raised.append((Problem.PAUSED, tr("stopped")))
    if not raised and False in response.numbers(PRINTER_GROUP, "printer-is-accepting-jobs"):
        raised.append((Problem.OTHER, tr("it takes no jobs")))
    return troubles_of(list(dict.fromkeys(raised)))


def what_it_does(response: Response) -> str:
    """Describe a printer that is ready: what it warns of, and what is ahead of the next job."""
    reasons = response.texts(PRINTER_GROUP, "printer-state-reasons")
    warnings = [one.removesuffix("-warning") for one in reasons if one.endswith("-warning")]
    queued = next(iter(response.numbers(PRINTER_GROUP, "queued-job-count")), 0)
    words = [tr("ready"), *(tr("it warns of {reason!r}", reason=one) for one in warnings)]
    return ", ".join(words + ([tr("{queued} jobs in its queue", queued=queued)] if queued else []))


def job_state(response: Response) -> JobState | None:
    """Return the state of a job; None when it gives none we know."""
    said = next(iter(response.numbers(JOB_GROUP, "job-state")), None)
    return JobState(said) if said in set(JobState) else None


def impressions(response: Response) -> int | None:
    """Return how many pages of a job are printed, when it tells."""
    return next(iter(response.numbers(JOB_GROUP, "job-impressions-completed")), None)
