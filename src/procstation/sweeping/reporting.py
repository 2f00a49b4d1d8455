"""The report of a sweep, out of the store."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from procstation.store.sweep_rows import ExpectedRow, SweepRow
from procstation.sweeping.findings import findings_of, placed, told
from procstation.sweeping.model import Expected
from procstation.sweeping.report import SweepReport, report_on
from procstation.sweeping.wanted import GoOn

if TYPE_CHECKING:
    from procstation.store.sweep_case_rows import SweepCaseRows
    from procstation.sweeping.sweeps import HouseRules


def report_from(
    rows: "SweepCaseRows", row: SweepRow, rules: "HouseRules", go_on: GoOn
) -> SweepReport:
    """Say what a sweep has found so far.

    Raises:
        NotWanted: By `go_on`.
    """

    def items_with(barcodes: Collection[str]) -> dict[str, Expected]:
        items = {one.barcode: told(one) for one in rows.expected_with(row.id, barcodes)}
        others = rows.items_with([one for one in barcodes if one not in items])
        return items | {one.barcode: told(_in_bucket(one, rules)) for one in others}

    def call_numbers_of(barcodes: Collection[str]) -> dict[str, str]:
        return rows.call_numbers_with(row.id, barcodes)

    found = findings_of(
        rows, row, rules.placing, rules.ranges, lambda one: stranger(one, rules), go_on
    )
    return report_on(
        *found,
        items_with,
        call_numbers_of,
        name=row.name,
        thresholds=rules.thresholds,
        go_on=go_on,
    )


def stranger(row: ExpectedRow, rules: "HouseRules") -> Expected:
    """Return an item that a sweep heard and does not expect."""
    return next(placed([_in_bucket(row, rules)], rules.placing))


def _in_bucket(row: ExpectedRow, rules: "HouseRules") -> ExpectedRow:
    return row._replace(bucket=rules.bucket_of(row.status).value)
