"""The station: its parts, built from the configuration and joined."""

from procstation.station.bench import STREAM, Bench, keep_state, replay
from procstation.station.build import open_station
from procstation.station.device_status import DeviceStatus
from procstation.station.inspection import (
    Comparison,
    InspectedPad,
    InspectedTag,
    TagInspector,
    compare,
)
from procstation.station.label_room import LabelRoom, RunStatus
from procstation.station.opening import JOURNAL_NAME
from procstation.station.station import Station

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
    "keep_state",
    "open_station",
    "replay",
]
