"""Whether a configured library system answers, and as whom."""

import threading
from contextlib import closing

from procstation.config import SystemSection
from procstation.errors import StationError, SystemDenied, SystemUnreachable
from procstation.ils import LibrarySystem, SystemClock, SystemState, open_system
from procstation.ils.network import Network
from procstation.ils.registry import SIMULATED
from procstation.language import tr

PATIENCE_S = 15.0
"""A person waits for the answer. A system that needs longer is too slow to work with."""


def state_of(name: str, section: SystemSection, patience_s: float = PATIENCE_S) -> SystemState:
    """Return what a system says of itself.

    Raises:
        StationError: What is wrong with the setting, the way there or the login.
        SystemUnreachable: It did not answer in that time.
    """
    clock = SystemClock()
    wiring = None if section.url.startswith(SIMULATED) else Network(clock)
    library = open_system(name, section, wiring)
    answers: list[SystemState | StationError] = []
    asking = threading.Thread(
        target=_ask, args=(library, answers), name=f"state of {name}", daemon=True
    )
    asking.start()
    asking.join(patience_s)
    # Whoever still asks does not begin to wait again.
    clock.end()
    if not answers:
        raise SystemUnreachable(
            tr("{name} did not answer within {patience_s:g} s.", name=name, patience_s=patience_s),
            tr("Check the network and whether the system is running; work goes on without it."),
        )
    (answer,) = answers
    if isinstance(answer, StationError):
        raise answer
    return answer


def look_at_system(name: str, section: SystemSection) -> str:
    """Return who answers. Raises as `state_of`, and for what is set up wrongly there."""
    state = state_of(name, section)
    for warning in state.warnings:
        raise SystemDenied(warning, tr("Put that right in the system."))
    return f"{state.name}: {state.detail}" if state.detail else state.name


def _ask(library: LibrarySystem, answers: list[SystemState | StationError]) -> None:
    with closing(library):
        try:
            answers.append(library.state())
        except StationError as error:
            answers.append(error)
