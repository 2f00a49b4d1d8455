"""The station: its parts, built from the configuration and joined."""

from procstation.station.bench import STREAM, Bench, replay
from procstation.station.build import JOURNAL_NAME, open_station, utc_now
from procstation.station.inspection import (
    Comparison,
    InspectedPad,
    InspectedTag,
    TagInspector,
    compare,
)
from procstation.station.label_room import LabelRoom, RunStatus
from procstation.station.station import DeviceStatus, Station

__all__ = [
    "JOURNAL_NAME",
    "STREAM",
    "Bench",
    "Comparison",
    "DeviceStatus",
    "InspectedPad",
    "InspectedTag",
    "LabelRoom",
    "RunStatus",
    "Station",
    "TagInspector",
    "compare",
    "open_station",
    "replay",
    "utc_now",
]
