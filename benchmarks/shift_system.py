"""A library system in a process of its own, for `shift.py`: its memory is none of the station's.

    python benchmarks/shift_system.py ITEMS

Prints its address, and at the end of its input the barcodes of all its items as a JSON list.
"""

import json
import sys
from typing import Any

from procstation.ils import build_simulated
from procstation.ils.serve import ServedSystem


def url_of(items: int) -> str:
    """Return what the simulated system is named by."""
    return f"sim://koha?items={items}"


def main(items: str) -> None:
    system: Any = build_simulated(url_of(int(items)))
    serving = ServedSystem(system, "127.0.0.1", 0)
    print(serving.address, flush=True)
    sys.stdin.read()
    serving.close()
    print(json.dumps(list(system.items())))


if __name__ == "__main__":
    main(*sys.argv[1:])
