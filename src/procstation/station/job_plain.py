"""Jobs on a list of items as plain lines: planned, done, undone."""

from collections.abc import Callable
from pathlib import Path

from procstation.errors import InputRefused, UsageError
from procstation.language import mark, tr, tr_marked
from procstation.linking import read_said
from procstation.station.history_plain import Agreement
from procstation.station.job_room import JobRoom
from procstation.station.job_runs import Plan
from procstation.station.job_words import done_lines, plan_lines, run_line, undone_lines

HELP = (
    mark("/job          the jobs for lists of items, and what was run"),
    mark(
        "/job relocate LIST location=REF   what it would do to the items of a "
        "file, a barcode a line;"
    ),
    mark("              /job do then does it; /job undo 3 takes run 3 back"),
)

LAST_RUNS = 10


class JobLines:
    """Takes the lines that are about jobs on lists.

    Args:
        agreement: Of a supervisor, to what concerns more than one item.
        say: Writes one line.
    """

    def __init__(self, room: JobRoom, agreement: Agreement, say: Callable[[str], None]) -> None:
        self._room = room
        self._agreement = agreement
        self._say = say
        self._plan: Plan | None = None
        """What was shown last, and is done by `/job do`."""

    def take(self, word: str, rest: str) -> bool:
        """Take a command; False when it is none of these.

        Raises:
            StationError: It could not be done.
        """
        if word != "job":
            return False
        job, _, rest = rest.partition(" ")
        if not job:
            self._list()
        elif job == "do":
            self._do()
        elif job == "undo":
            if not rest.strip().isdecimal():
                raise UsageError(tr("Which run is to be undone?"), tr("Write /job undo NUMBER."))
            with self._agreement.to(tr("Undo run {number}", number=rest.strip())):
                undone = self._room.undo(int(rest))
            for line in undone_lines(undone):
                self._say(tr("job: {line}", line=line))
        else:
            self._show(job, rest)
        return True

    def _list(self) -> None:
        for one in self._room.jobs:
            self._say(tr("job: {name}, {summary}", name=one.name, summary=tr_marked(one.summary)))
        for run in self._room.runs(LAST_RUNS):
            self._say(tr("run: {line}", line=run_line(run).strip()))

    def _show(self, job: str, rest: str) -> None:
        self._plan = None
        name, _, values = rest.strip().partition(" ")
        if not name:
            raise UsageError(
                tr("Which items are meant?"), tr("Write /job {job} LIST, a file.", job=job)
            )
        self._plan = self._room.plan(job, listed(Path(name).expanduser()), said_in(values))
        for line in plan_lines(self._plan):
            self._say(tr("job: {line}", line=line))
        self._say(tr("job: /job do does it."))

    def _do(self) -> None:
        plan = self._plan
        if plan is None:
            raise UsageError(tr("No job was planned."), tr("Write /job NAME LIST first."))
        with self._agreement.to(tr_marked(plan.profile.title)):
            self._plan = None
            done = self._room.run(plan)
        for line in done_lines(plan, done):
            self._say(tr("job: {line}", line=line))


def said_in(text: str) -> dict[str, str]:
    """Return what is said in `location=REF library=MAIN`; blanks belong to the value before.

    Raises:
        UsageError: It does not begin with a name.
    """
    said: dict[str, str] = {}
    last = ""
    for word in text.split():
        name, equals, _ = word.partition("=")
        value = read_said(word) if equals and name else None
        if value is not None:
            last, said[value.name] = value.name, value.value
        elif last:
            said[last] += f" {word}"
        else:
            raise UsageError(
                tr("{word!r} says nothing.", word=word), tr("Write it as in location=REF.")
            )
    return said


def barcodes_in(text: str) -> list[str]:
    """Return the barcodes of a file, or those that were typed with blanks between.

    Raises:
        InputRefused: The file cannot be read.
    """
    file = Path(text).expanduser()
    try:
        is_file = file.is_file()
    except OSError:
        # Many barcodes are too long for the name of a file.
        is_file = False
    return listed(file) if is_file else text.split()


def listed(file: Path) -> list[str]:
    """Return the barcodes of a file, one a line.

    Raises:
        InputRefused: It cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError as error:
        raise InputRefused(
            tr("{file} cannot be read: {why}.", file=file, why=error.strerror or error),
            tr("Check its name."),
        ) from error
