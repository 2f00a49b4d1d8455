"""The station: its parts, built from the configuration and joined."""

from procstation.station.bench import STREAM, Bench, replay
from procstation.station.build import JOURNAL_NAME, open_station, utc_now
from procstation.station.station import DeviceStatus, Station

__all__ = [
    "JOURNAL_NAME",
    "STREAM",
    "Bench",
    "DeviceStatus",
    "Station",
    "open_station",
    "replay",
    "utc_now",
]
