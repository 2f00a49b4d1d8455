"""Connector to Alma (Ex Libris), over its REST API."""

from procstation.ils import Connector
from procstation_connectors.alma.options import AlmaOptions
from procstation_connectors.alma.system import Alma

CONNECTOR = Connector(
    "Alma", Alma, AlmaOptions, "https://api-eu.hosted.exlibrisgroup.com/almaws/v1"
)
