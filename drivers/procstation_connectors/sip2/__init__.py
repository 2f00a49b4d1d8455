"""The connector for SIP2 (3M Standard Interchange Protocol 2.00)."""

from procstation_connectors.sip2.connector import CONNECTOR

__all__ = ["CONNECTOR"]
