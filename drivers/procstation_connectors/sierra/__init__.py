"""Connector to Sierra (Innovative), over its REST API."""

from procstation.ils import Connector
from procstation_connectors.sierra.options import SierraOptions
from procstation_connectors.sierra.system import Sierra

CONNECTOR = Connector(
    "Sierra", Sierra, SierraOptions, "https://sierra.example.org/iii/sierra-api/v6"
)
