"""A report as JSON: what other programs read, and what the command line says with --json."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from procstation.sweeping.bays import Bay
from procstation.sweeping.model import Move, Verdict
from procstation.sweeping.report import SweepReport
from procstation.sweeping.statistics import Tally
from procstation.sweeping.whereabouts import Whereabouts


def told(report: SweepReport) -> dict[str, object]:
    """Return a report as values of JSON. Lists hold barcodes where they hold plain text."""
    return {
        "sweep": report.name,
        "expected": report.expected,
        "found": report.found,
        "heard": report.heard,
        "missing": report.missing,
        "look_again": report.look_again,
        "cannot_tell": report.cannot_tell,
        "misplaced": list(map(_move, report.misplaced)),
        "wrong_location": list(report.wrong_location),
        "wrong_status": list(report.wrong_status),
        "unknown": list(report.unknown),
        "duplicates": list(report.duplicates),
        "outside_scope": list(report.outside_scope),
        "undecided": list(report.undecided),
        "strays": list(report.strays),
        "same_barcode": list(report.repeated),
        "not_in_order": list(report.heaps),
        "conditions": {one: list(said) for one, said in report.conditions.items()},
        "cases_closed": [
            {"barcode": one.barcode, "since": one.since, "place": one.place, "at": one.at}
            for one in report.closed
        ],
        "buckets": {bucket.value: count for bucket, count in sorted(report.buckets.items())},
        "verdicts": list(map(_verdict, report.verdicts)),
        "said_of_unknown": dict(report.unknown),
        "statuses": {one: report.items[one].status for one in report.wrong_status},
        "heard_at": {one: _whereabouts(it) for one, it in report.where.items()},
        "coverage": list(map(_bay, report.bays)),
        "losses": list(map(told_tally, report.tallies)),
        "throughput": [
            {"who": one.who, "hour": one.hour, "items": one.items, "first": one.first}
            for one in report.throughput
        ],
    }


def write_json(report: SweepReport, path: Path) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(told(report)), indent=2) + b"\n")


def _move(move: Move) -> Mapping[str, object]:
    return {
        "barcode": move.barcode,
        "found_between": list(move.found_between),
        "belongs_between": list(move.belongs_between),
        "sure": round(move.sure, 3),
    }


def _verdict(one: Verdict) -> Mapping[str, object]:
    probability = None if one.probability is None else round(one.probability, 4)
    return {
        "barcode": one.barcode,
        "grade": one.grade.value,
        "probability": probability,
        "reason": one.reason,
    }


def _whereabouts(one: Whereabouts) -> Mapping[str, object]:
    return {"place": one.place, "at": one.at, "between": list(one.between)}


def _bay(bay: Bay) -> Mapping[str, object]:
    return {
        "bay": bay.number,
        "shelf": bay.shelf,
        "place": bay.place,
        "first": bay.first,
        "last": bay.last,
        "expected": bay.expected,
        "heard": bay.heard,
        "hearing": bay.hearing.value,
        "rate": round(bay.rate, 4),
        "rate_at_least": round(bay.least, 4),
        "present": None if bay.present is None else round(bay.present, 1),
        "present_error": None if bay.error is None else round(bay.error, 2),
        "longest_gap": bay.gap,
        "passes": [
            {
                "sitting": one.sitting,
                "heard": one.heard,
                "again": one.again,
                "of": one.of,
                "rate": round(one.rate, 4),
            }
            for one in bay.passes
        ],
    }


def told_tally(one: Tally) -> Mapping[str, object]:
    """Return what was counted of a location and class."""
    return {
        "location": one.location,
        "class": one.call_class,
        "expected": one.expected,
        "swept": one.swept,
        "missing": one.missing,
        "look_again": one.look_again,
        "loss_rate": None if one.loss_rate is None else round(one.loss_rate, 5),
    }
