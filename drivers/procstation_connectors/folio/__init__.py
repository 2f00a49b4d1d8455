"""FOLIO, by its gateway (Okapi, or Kong with Eureka)."""

from procstation.ils import Connector
from procstation_connectors.folio.options import FolioOptions
from procstation_connectors.folio.system import Folio

CONNECTOR = Connector(
    title="FOLIO", open=Folio, options=FolioOptions, address="https://okapi.folio.example.org"
)
