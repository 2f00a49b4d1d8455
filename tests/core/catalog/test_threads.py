import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from procstation.catalog import Catalogue


def test_look_ups_do_not_wait_for_a_load(
    catalogue: Catalogue, build: Any, written: Callable[..., Path]
) -> None:
    catalogue.load([written(build("001 1", "245 10 $aOne", "852 ## $p1000001"))])
    seen: list[str | None] = []

    def progress(_records: int, _share: float) -> None:
        if not seen:
            reader = threading.Thread(target=look_up)
            reader.start()
            reader.join(timeout=20)

    def look_up() -> None:
        found = catalogue.by_barcode("1000001")
        seen.append(found[1].title if found else None)
        seen.append(catalogue.find("one")[0].title.control_number)

    many = [build(f"001 {number}", "245 10 $aOne") for number in range(2, 600)]
    catalogue.load([written(*many)], progress=progress)

    assert seen == ["One", "1"]
    assert catalogue.counts() == (599, 1)


def test_importing_the_catalogue_imports_no_sqlalchemy() -> None:
    code = "import sys, procstation.catalog; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
