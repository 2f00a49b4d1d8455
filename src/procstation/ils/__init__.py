"""Library systems: what a connector or a simulated system sees of the station, and nothing more."""

from procstation.credentials import Secret
from procstation.devices import Play
from procstation.errors import (
    ConfigError,
    InputRefused,
    OutcomeUnknown,
    SystemBusy,
    SystemConfused,
    SystemDenied,
    SystemMoved,
    SystemRefused,
    SystemTrouble,
    SystemUnreachable,
)
from procstation.ils.clock import Clock, SystemClock
from procstation.ils.copy_statement import copy_number
from procstation.ils.http_reply import Explain, Reply, retry_after_s, say_the_body
from procstation.ils.http_session import HttpSession
from procstation.ils.records import (
    CheckedIn,
    ItemDraft,
    ItemField,
    ItemKey,
    RemoteItem,
    RemoteTitle,
    Sighting,
    Status,
    SystemState,
    TitleQuery,
)
from procstation.ils.registry import (
    build_simulated,
    connector_names,
    load_connector,
    load_system_simulator,
    open_system,
    system_simulator_names,
)
from procstation.ils.simulated import (
    AnySystem,
    HttpRequest,
    HttpResponse,
    HttpSystem,
    HungUp,
    LineSession,
    LineSystem,
    NotListening,
    Silence,
    SystemSimulator,
)
from procstation.ils.system import Abilities, Connector, LibrarySystem, Options, Site
from procstation.ils.wire import Line, Tls, Wiring
from procstation.items.field_words import field_in_words
from procstation.language import mark, tr, tr_marked

__all__ = [
    "Abilities",
    "AnySystem",
    "CheckedIn",
    "Clock",
    "ConfigError",
    "Connector",
    "Explain",
    "HttpRequest",
    "HttpResponse",
    "HttpSession",
    "HttpSystem",
    "HungUp",
    "InputRefused",
    "ItemDraft",
    "ItemField",
    "ItemKey",
    "LibrarySystem",
    "Line",
    "LineSession",
    "LineSystem",
    "NotListening",
    "Options",
    "OutcomeUnknown",
    "Play",
    "RemoteItem",
    "RemoteTitle",
    "Reply",
    "Secret",
    "Sighting",
    "Silence",
    "Site",
    "Status",
    "SystemBusy",
    "SystemClock",
    "SystemConfused",
    "SystemDenied",
    "SystemMoved",
    "SystemRefused",
    "SystemSimulator",
    "SystemState",
    "SystemTrouble",
    "SystemUnreachable",
    "TitleQuery",
    "Tls",
    "Wiring",
    "build_simulated",
    "connector_names",
    "copy_number",
    "field_in_words",
    "load_connector",
    "load_system_simulator",
    "mark",
    "open_system",
    "retry_after_s",
    "say_the_body",
    "system_simulator_names",
    "tr",
    "tr_marked",
]
