import subprocess
import sys
from pathlib import Path

import pymarc
import pytest

from procstation.catalog import Catalogue, range_to_lease
from procstation.config import BarcodesSection, RangeSection
from procstation.errors import ConfigError, InputRefused

MAIN = RangeSection(name="main", prefix="3123400", first=87560, last=87600)
# Luhn digits worked out by hand.
FIRST = ["31234000875607", "31234000875615", "31234000875623"]


def test_leased_numbers_carry_their_check_digit(catalogue: Catalogue) -> None:
    assert catalogue.lease(3, "bench-1", MAIN) == FIRST


def test_numbers_are_leased_once(catalogue: Catalogue) -> None:
    one = catalogue.lease(20, "bench-1", MAIN)
    two = catalogue.lease(20, "bench-2", MAIN)

    assert len({*one, *two}) == 40


def test_numbers_of_items_are_passed_over(catalogue: Catalogue, tmp_path: Path) -> None:
    record = pymarc.Record(force_utf8=True)
    record.add_field(
        pymarc.Field("245", pymarc.Indicators("1", "0"), [pymarc.Subfield("a", "One")]),
        pymarc.Field("852", pymarc.Indicators(" ", " "), [pymarc.Subfield("p", FIRST[1])]),
    )
    (tmp_path / "one.mrc").write_bytes(record.as_marc())
    catalogue.load([tmp_path / "one.mrc"])

    assert catalogue.lease(2, "bench-1", MAIN) == [FIRST[0], FIRST[2]]
    small = RangeSection(name="small", prefix="3123400", first=87560, last=87562)
    numbers = [catalogue.next_number("bench-1", small) for _ in range(2)]
    assert numbers == [FIRST[0], FIRST[2]]


def test_a_range_that_is_used_up_says_so(catalogue: Catalogue) -> None:
    catalogue.lease(39, "bench-1", MAIN)
    with pytest.raises(InputRefused, match="'main' has 2 numbers left, 3 were asked for"):
        catalogue.lease(3, "bench-1", MAIN)
    assert len(catalogue.lease(2, "bench-1", MAIN)) == 2
    with pytest.raises(InputRefused, match="used up: 87600 was its last"):
        catalogue.next_number("bench-1", MAIN)


def test_the_bench_takes_numbers_one_by_one_from_its_own_block(catalogue: Catalogue) -> None:
    wide = RangeSection(name="wide", prefix="3123400", first=87560)
    one = [catalogue.next_number("bench-1", wide) for _ in range(60)]
    two = [catalogue.next_number("bench-2", wide) for _ in range(60)]

    assert one[:3] == FIRST
    assert len({*one, *two}) == 120
    # Serials 87560 to 87609 are the first block of bench-1, 87610 on its second, then bench-2's.
    assert one[50][7:13] == "087610"
    assert two[0][7:13] == "087660"


def test_a_number_taken_is_taken_after_a_restart(store_url: str) -> None:
    taken = []
    for _ in range(3):
        catalogue = Catalogue.open(store_url, now=lambda: "2026-03-01")
        taken.append(catalogue.next_number("bench-1", MAIN))
        catalogue.close()

    assert taken == FIRST


LEASE = """
import sys
from procstation.catalog import Catalogue
from procstation.config import RangeSection
section = RangeSection(name="main", prefix="3123400", first=87560)
catalogue = Catalogue.open(sys.argv[1], now=lambda: "2026-03-01")
for _ in range(8):
    print("\\n".join(catalogue.lease(3, sys.argv[2], section)))
    print(catalogue.next_number(sys.argv[2], section))
catalogue.close()
"""


def test_two_processes_never_get_the_same_number(store_url: str) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", LEASE, store_url, station], stdout=subprocess.PIPE, text=True
        )
        for station in ("bench-1", "bench-2")
    ]
    numbers = [line for run in runs for line in run.communicate(timeout=60)[0].split()]

    assert [run.returncode for run in runs] == [0, 0]
    assert len(numbers) == len(set(numbers)) == 64


def test_which_range_is_leased_from() -> None:
    patrons = RangeSection(name="patrons", prefix="2", holder="patron", first=1)
    closed = RangeSection(name="old", prefix="3")
    section = BarcodesSection(ranges=(patrons, closed, MAIN))

    assert range_to_lease(section) is MAIN
    assert range_to_lease(section, "main") is MAIN
    with pytest.raises(ConfigError, match="'old'"):
        range_to_lease(section, "old")
    with pytest.raises(ConfigError, match="no range of item barcodes"):
        range_to_lease(BarcodesSection(ranges=(patrons, closed)))
