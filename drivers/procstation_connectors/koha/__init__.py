"""Koha, by its REST API."""

from procstation.ils import Connector
from procstation_connectors.koha.options import KohaOptions
from procstation_connectors.koha.system import Koha

CONNECTOR = Connector(
    title="Koha", open=Koha, options=KohaOptions, address="https://koha.example.org"
)
