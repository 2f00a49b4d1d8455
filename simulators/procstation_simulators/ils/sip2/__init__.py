"""A simulated library system that speaks SIP2 (3M Standard Interchange Protocol 2.00)."""

from procstation_simulators.ils.sip2.system import SIMULATOR, Sip2System

__all__ = ["SIMULATOR", "Sip2System"]
