"""One device on one thread: opened, polled, worked with, lost and found again."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from procstation.devices.events import DeviceEvent, DeviceState, Presence
from procstation.devices.interfaces import Kind
from procstation.devices.polling import POLLINGS, Polling
from procstation.errors import DeviceError, DeviceFault, DeviceLost, StationError
from procstation.language import tr

REOPEN_LOST_S = 0.5
"""Between attempts to open a device that went away: back within two seconds of its return."""

REOPEN_FAULT_S = 2.0
"""A device in fault answers; asking it more often only fills the line."""

STOP_LIMIT_S = 1.5
"""A thread that still opens a port is left to end by itself."""

T = TypeVar("T")


class DeviceRunner:
    """Owns one device. Everything that touches it happens on one thread, so one command is in
    flight at a time.

    `start` runs `step` on a thread of its own; a test calls `step` itself.

    Args:
        name: The device's table in the configuration.
        open_device: Opens the device; called again after each loss.
        on_event: Called from the runner's thread; must not raise and should not wait.
        title: What the device is, told when it is ready.
    """

    def __init__(
        self,
        name: str,
        kind: Kind,
        open_device: Callable[[], Any],
        on_event: Callable[[str, DeviceEvent], None],
        title: str = "",
    ) -> None:
        self.name = name
        self._open_device = open_device
        self._new_polling = POLLINGS[kind]
        self._on_event = on_event
        self._title = title
        self._device: Any = None
        self._polling: Polling | None = None
        self._due_s = 0.0
        self._told: DeviceState | None = None
        self._lock = threading.Lock()
        self._requests: deque[_Request[Any]] = deque()
        self._trouble: StationError | None = None
        self._wake = threading.Event()
        self._anew = threading.Event()
        self._restart = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Open the device and work with it until `stop`."""
        self._thread = threading.Thread(target=self._run, name=f"device {self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the device and end the thread; requests that wait fail."""
        self._stopping.set()
        self._wake.set()
        if self._thread is None:
            self._shut()
        else:
            self._thread.join(STOP_LIMIT_S)

    def submit(self, call: Callable[[Any], T]) -> Future[T]:
        """Have `call(device)` done between two polls.

        Returns:
            What it returns or raises. When the device is lost or in fault it has that error at
            once and nothing is called.
        """
        request = _Request(call)
        with self._lock:
            trouble = self._trouble
            if trouble is None:
                self._requests.append(request)
        if trouble is None:
            self._wake.set()
        else:
            request.fail(trouble)
        return request.future

    def look_again(self) -> None:
        """Have what is there told anew, as after opening: what is known of it may be wrong."""
        self._anew.set()
        self._wake.set()

    def restart(self) -> None:
        """Have the device closed and opened again, as when its cable was pulled and put back."""
        self._restart.set()
        self._wake.set()

    def step(self, now_s: float) -> float:
        """Do what is due: open the device, answer requests, poll.

        Args:
            now_s: Seconds on a clock that never goes back.

        Returns:
            Seconds until something is due again, unless a request comes first.
        """
        if self._restart.is_set():
            self._restart.clear()
            self._lose(
                DeviceLost(tr("{name} is started anew.", name=self.name), tr("Wait a moment.")),
                now_s,
            )
            self._due_s = now_s
        if self._device is None and now_s >= self._due_s:
            self._open(now_s)
        if self._device is not None:
            self._answer_requests(now_s)
        if self._device is not None and now_s >= self._due_s:
            self._poll(now_s)
        return max(0.0, self._due_s - now_s)

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                wait_s = self.step(time.monotonic())
                if wait_s > 0 and not self._stopping.is_set():
                    self._wake.wait(wait_s)
        finally:
            self._shut()

    def _open(self, now_s: float) -> None:
        try:
            device = self._open_device()
        except Exception as error:  # noqa: BLE001
            # Whatever a driver from elsewhere raises, the other devices go on working, and so
            # will this one when the cause is gone.
            self._lose(_in_words(error, self.name), now_s)
            return
        self._device = device
        self._polling = self._new_polling(device)
        self._due_s = now_s
        with self._lock:
            self._trouble = None
        self._tell_state(DeviceState(Presence.READY, self._title))

    def _answer_requests(self, now_s: float) -> None:
        with self._lock:
            waiting = len(self._requests)
        for _ in range(waiting):
            with self._lock:
                request = self._requests.popleft()
            lost = request.answer(self._device)
            if lost is not None:
                self._lose(lost, now_s)
                return

    def _poll(self, now_s: float) -> None:
        assert self._polling is not None
        if self._anew.is_set():
            self._anew.clear()
            self._tell(self._polling.ended())
            self._polling = self._new_polling(self._device)
        try:
            events = self._polling.poll()
        except Exception as error:  # noqa: BLE001
            # As in opening: a failing driver is a device in fault, not the end of the station.
            self._lose(_in_words(error, self.name), now_s)
            return
        self._due_s = now_s + self._polling.period_s
        self._tell(events)

    def _lose(self, trouble: StationError, now_s: float) -> None:
        self._close()
        polling, self._polling = self._polling, None
        with self._lock:
            self._trouble = trouble
            waiting, self._requests = self._requests, deque()
        for request in waiting:
            request.fail(trouble)
        lost = isinstance(trouble, DeviceLost)
        self._due_s = now_s + (REOPEN_LOST_S if lost else REOPEN_FAULT_S)
        if polling is not None:
            self._tell(polling.ended())
        self._tell_state(
            DeviceState(
                Presence.LOST if lost else Presence.FAULT, f"{trouble.what} {trouble.do_next}"
            )
        )

    def _shut(self) -> None:
        self._close()
        closed = DeviceLost(
            tr("{name} was closed.", name=self.name), tr("Start the station again.")
        )
        with self._lock:
            self._trouble = closed
            waiting, self._requests = self._requests, deque()
        for request in waiting:
            request.fail(closed)

    def _close(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            # A port that went away may not even close; that it went away is told already.
            with suppress(DeviceError, OSError):
                device.close()

    def _tell_state(self, state: DeviceState) -> None:
        if state != self._told:
            self._told = state
            self._tell([state])

    def _tell(self, events: Sequence[DeviceEvent]) -> None:
        for event in events:
            self._on_event(self.name, event)


@dataclass(frozen=True, slots=True)
class _Request(Generic[T]):
    call: Callable[[Any], T]
    future: Future[T] = field(default_factory=Future)

    def answer(self, device: Any) -> DeviceLost | None:
        """Do it; return the loss when the device went away meanwhile."""
        if not self.future.set_running_or_notify_cancel():
            return None
        try:
            result = self.call(device)
        except Exception as error:  # noqa: BLE001
            # It belongs to whoever asked.
            self.future.set_exception(error)
            return error if isinstance(error, DeviceLost) else None
        self.future.set_result(result)
        return None

    def fail(self, trouble: StationError) -> None:
        if self.future.set_running_or_notify_cancel():
            # One of its own for each who asked: a traceback is kept in the exception.
            self.future.set_exception(type(trouble)(trouble.what, trouble.do_next))


def _in_words(error: Exception, name: str) -> StationError:
    if isinstance(error, StationError):
        return error
    return DeviceFault(
        tr(
            "The driver of {name} failed: {trouble}: {error}.",
            name=name,
            trouble=type(error).__name__,
            error=error,
        ),
        tr("Report this to whoever made the driver; the station goes on trying."),
    )
