"""Making the demo's station: a home of its own, its configuration, its sample catalogue."""

import re
from importlib.resources import as_file, files
from pathlib import Path

from procstation.catalog import Catalogue
from procstation.config import CONFIG_NAME, Config, read_config
from procstation.demo.cart import Cart
from procstation.devices import Rack
from procstation.errors import StoreError
from procstation.language import tr
from procstation.station import Station

CATALOGUE = "catalogue.xml"
ISBN_FIELD = re.compile(r'tag="020".*?code="a">(\d{13})<')
BARCODE_FIELD = re.compile(r'tag="952".*?code="p">(\d{14})<')

DEMO_HOME = "demo"
"""Folder of the demo's own files, inside the station's home."""

CONFIGURATION = """\
# The demo's configuration. Change it as you like; remove the folder to start anew.

[station]
name = "demo"
profile = "new-acquisition"

[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "sim://serial_scanner"

[devices.pad]
kind = "rfid"
driver = "feig"
port = "sim://feig"

[devices.spines]
kind = "printer"
driver = "zpl"
port = "sim://zpl?dots_per_mm=12#spines"
stock = "roll-25x38"
templates = ["spine"]

[devices.barcodes]
kind = "printer"
driver = "zpl"
port = "sim://zpl?dots_per_mm=12#barcodes"
stock = "roll-51x25"
templates = ["barcode"]

[[barcodes.ranges]]
name = "books"
prefix = "31234"
length = 14
check = "luhn"
first = 100001
last = 199999

[tags]
model = "iso28560-3"
owner = "US-DEMO"
"""


def prepare_demo(home: Path) -> tuple[Config, str]:
    """Make the demo's home when it is not there yet; return its configuration and store URL.

    Raises:
        StoreError: The folder cannot be made or written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = home / CONFIG_NAME
        if not file.exists():
            file.write_text(CONFIGURATION, encoding="utf-8")
    except OSError as error:
        raise StoreError(
            tr(
                "The demo's folder {home} cannot be written: {strerror}.",
                home=home,
                strerror=error.strerror or error,
            ),
            tr("Choose another with --home DIR."),
        ) from error
    url = f"sqlite:///{home / 'store.sqlite'}"
    catalogue = Catalogue.open(url)
    try:
        titles, _ = catalogue.counts()
        if not titles:
            with as_file(files("procstation.demo") / CATALOGUE) as sample:
                catalogue.load([sample], "koha", alone=True)
    finally:
        catalogue.close()
    return read_config(home), url


def cart_of(station: Station, rack: Rack) -> Cart:
    """Return a cart with the books of the sample catalogue."""
    text = (files("procstation.demo") / CATALOGUE).read_text(encoding="utf-8")
    isbns, barcodes = ISBN_FIELD.findall(text), BARCODE_FIELD.findall(text)
    return Cart(rack, isbns, lambda: station.bench.state, barcodes)
