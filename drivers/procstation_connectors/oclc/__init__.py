"""Connector to OCLC's WorldShare Management Services, over the WorldCat Metadata API."""

from procstation.ils import Connector
from procstation_connectors.oclc.options import OclcOptions
from procstation_connectors.oclc.system import Oclc

CONNECTOR = Connector(
    "OCLC WorldShare", Oclc, OclcOptions, "https://metadata.api.oclc.org/worldcat"
)
