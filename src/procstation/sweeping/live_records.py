"""The sweeps of a store as somebody at the shelf needs them."""

from collections.abc import Sequence

from procstation.errors import InputRefused
from procstation.language import tr
from procstation.store.sweep_rows import ExpectedRow
from procstation.sweeping.live_hearing import LIVE
from procstation.sweeping.live_shelf import LiveShelf
from procstation.sweeping.live_state import LiveState
from procstation.sweeping.model import Expected
from procstation.sweeping.sweep_records import Sitting
from procstation.sweeping.sweeps import OPEN, Sweeps


class LiveSweeps(Sweeps):
    """See `Sweeps`."""

    @classmethod
    def of(cls, sweeps: Sweeps) -> "LiveSweeps":
        """Return the same sweeps, to be worked with at the shelf."""
        return cls(sweeps._store, sweeps._rules, now=sweeps._now)

    def about(self, barcode: str) -> Expected | None:
        """Return what the catalogue has of an item now; None when it has none of that barcode."""
        from procstation.sweeping.reporting import stranger  # noqa: PLC0415

        found = self._store.item_and_title(barcode)
        if found is None:
            return None
        item, title = found
        row = ExpectedRow(
            barcode, "", title.title, title.author, item.call_number, item.scheme, item.library,
            item.location, item.volume, item.copy, item.status,
        )  # fmt: skip
        return stranger(row, self._rules)

    def shelf(self, name: str, sitting: int) -> LiveShelf:
        """Return what a sitting of a sweep knows of the shelf.

        Raises:
            InputRefused: There is no such sweep.
        """
        expected = self.expected(name)
        sweep = self.sweep(name)
        with self._store.reading_sweeps_beside() as rows:
            looked_for = rows.open_cases()
            heard = rows.heard_in_others(sweep.id, sitting)
        return LiveShelf(expected, self.about, looked_for, heard)

    def live_state(self, name: str, sitting: int, shelf: LiveShelf) -> LiveState:
        """Return the state in which a sitting begins."""
        state = LiveState(name, sitting, self._rules.thresholds)
        state.heard.update(shelf.heard)
        state.found = sum(shelf.misses(one) for one in shelf.heard)
        sweep = self.sweep(name)
        with self._store.reading_sweeps_beside() as rows:
            state.conditions.update(rows.conditions(sweep.id))
        return state

    def live_sitting(self, name: str, number: int) -> Sitting | None:
        """Return a sitting of a sweep; None when it is gone."""
        if all(one.name != name for one in self.sweeps()):
            return None
        sittings = self.progress(name).sittings
        return next((one for one in sittings if one.id == number and one.kind == LIVE), None)

    def require_open(self, name: str) -> None:
        """Raises InputRefused when there is no such sweep, or it is closed."""
        sweep = self.sweep(name)
        if sweep.state != OPEN:
            raise InputRefused(
                tr(
                    "Sweep {name!r} was closed on {closed_at}.",
                    name=name,
                    closed_at=sweep.closed_at,
                ),
                tr("Reopen it with `procstation sweep reopen {name}`.", name=name),
            )

    def note_conditions(
        self, sitting: int, conditions: Sequence[tuple[str, Sequence[str]]]
    ) -> None:
        """Keep what was said of books at the shelf, in place of what was said of them before."""
        with self._store.sweeping() as rows:
            row = rows.sitting(sitting)
            if row is None:
                raise InputRefused(
                    tr("There is no sitting {sitting}.", sitting=sitting), tr("Begin it again.")
                )
            rows.note_conditions(row.sweep_id, conditions)
