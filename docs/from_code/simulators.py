"""`reference/simulators.md`: simulated devices and library systems, and how each misbehaves."""

import re
import sys

import msgspec

from from_code.devices import ours
from from_code.settings import attributes, explained, table
from procstation.devices import simulator_names
from procstation.ils.registry import (
    build_simulated,
    load_system_simulator,
    system_simulator_names,
)
from procstation_simulators.faults import Faults
from procstation_simulators.ils.faults import FAULTS
from procstation_simulators.play import COMMON

HEAD = """\
# Simulators

Each device and each library system has one made of software, written from the maker's description
and not from the driver, which speaks the real protocol. The station runs on them in the demo and
in training, and its tests do. Any of them is on a line of its own with

```
procstation simulate feig --listen tcp:10001
procstation simulate koha --query 'items=50'
```

which prints the port or address to configure. Lines on its stdin are what a person does to it;
`help` lists them.

## Devices

`port = "sim://NAME?KEY=VALUE&…"` in a configuration needs no program beside the station. Settings
and plays of each are on the page of its device:
"""

COMMON_HEAD = """\
### What can be done to any of them
"""

FAULTS_HEAD = """\
### Faults that tests set by hand

`device.faults.NAME = …`; each strikes once and is gone.
"""

SYSTEMS_HEAD = """\
## Library systems
"""

SYSTEM_FAULTS_HEAD = """\
### Faults of calls

`fault NAME` at the prompt, or `faults.add(NAME, …)` in a test: one for each call. *Before* means
that the call was lost on its way and nothing was done; *after*, that it was done and the answer
was lost.
"""

USUAL = {
    "items": "How many it begins with.",
    "seed": "Another number makes other books.",
    "latency_ms": "How long each answer takes.",
    "tenant": "The only one there is.",
    "user": "The login it accepts.",
    "password": "The login it accepts.",
    "token_s": "How long a login lives, in seconds.",
    "refresh_s": "How long it can be renewed, in seconds.",
    "old_login": "It has only the login without an expiry, as older releases.",
    "per_page": "Rows of an answer when nobody asks for a number.",
    "most_per_page": "Rows of an answer at most.",
    "per_second": "Calls it takes; 0 is no limit.",
    "drops_local_subfields": "It loses subfields it has no column for.",
    "dialect": "Whose server it is like.",
}
"""What most of them mean the same by."""


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    parts += [
        f"- [{driver.title}](../devices/{name}.md): `sim://{name}`"
        for kind, name, driver in ours()
        if name in simulator_names(kind)
    ]
    parts += ["", COMMON_HEAD]
    parts.append(table(("play", "does"), ((f"`{one.usage}`", one.does) for one in COMMON)))
    said = attributes(Faults)
    rows = ((f"`{name}`", _told(text)) for name, text in said.items() if name != "cable")
    parts += [FAULTS_HEAD, table(("fault", "what goes wrong"), rows)]
    parts.append(SYSTEMS_HEAD)
    parts += [_system(name) for name in system_simulator_names()]
    parts += [SYSTEM_FAULTS_HEAD, ", ".join(f"`{name}`" for name in FAULTS) + ".\n"]
    return "\n".join(parts)


def _told(text: str) -> str:
    return text[0].upper() + re.sub(r"\s+", " ", text[1:])


def _is_struct(one: object, module: str) -> bool:
    return isinstance(one, type) and issubclass(one, msgspec.Struct) and one.__module__ == module


def _system(name: str) -> str:
    simulator = load_system_simulator(name)
    lines = [f"### {simulator.title}: `{name}`", ""]
    module = sys.modules[type(build_simulated(f"sim://{name}")).__module__]
    structs = (one for one in vars(module).values() if _is_struct(one, module.__name__))
    lines += [explained(one, USUAL) for one in structs]
    plays = ((f"`{one.usage}`", one.does) for one in simulator.plays)
    lines.append(table(("play", "does"), plays))
    return "\n".join(lines)
