"""Opening a device as the configuration has it, for commands that need one for a moment."""

from typing import Any

from procstation.cli.context import Context
from procstation.config import DeviceSection
from procstation.devices import Kind, Rack, open_device
from procstation.errors import ConfigError, did_you_mean
from procstation.language import mark, tr, tr_marked

NOUNS = {
    "scanner": mark("barcode scanner"),
    "rfid": mark("RFID pad"),
    "printer": mark("label printer"),
    "memory": mark("memory scanner"),
    "uhf": mark("UHF reader"),
}


def open_configured(context: Context, kind: Kind, name: str | None = None) -> Any:
    """Open a configured device; the caller closes it.

    Args:
        name: Its table under `devices`; None for the first of its kind.

    Raises:
        ConfigError: None is configured, or none of that name.
        DriverNotFound, DeviceLost, DeviceFault: As `procstation.devices.open_device`.
    """
    chosen, device = _section(context, kind, name)
    where = f"devices.{chosen}.options"
    return open_device(kind, device.driver, device.port, device.options, Rack(), where)


def _section(context: Context, kind: Kind, name: str | None) -> tuple[str, DeviceSection]:
    devices = context.config.devices
    fitting = {known: device for known, device in devices.items() if device.kind == kind}
    if not fitting:
        raise ConfigError(
            tr("No {noun} is configured.", noun=tr_marked(NOUNS[kind])),
            tr(
                "Write to procstation.toml a table [devices.NAME] with kind ="
                ' "{kind}", driver and port; `procstation device list` shows the'
                " drivers.",
                kind=kind,
            ),
        )
    if name is None:
        return next(iter(fitting.items()))
    if name not in fitting:
        raise ConfigError(
            tr("No {noun} is named {name!r}.", noun=tr_marked(NOUNS[kind]), name=name),
            did_you_mean(name, fitting),
        )
    return name, fitting[name]
