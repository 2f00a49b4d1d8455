"""What the doctor looks at for tags: security as configured, writes that did not end, pads."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from procstation.config import Config
from procstation.devices import EasPad, Rack, open_device
from procstation.errors import DeviceFault, InputRefused
from procstation.language import tr
from procstation.tagging import Gates, SitePolicy, UndoFolder


def look_at_policy(config: Config) -> str:
    """Say how tags are written and secured here.

    Raises:
        ConfigError: The configuration contradicts itself.
    """
    site = SitePolicy.of(config.tags)
    owner = tr("for {owner}", owner=site.owner) if site.owner else tr("without an owner")
    afi = tr(
        "AFI {secured:02X} secured, {on_loan:02X} on loan",
        secured=site.afi_secured,
        on_loan=site.afi_on_loan,
    )
    seen = {
        Gates.AFI: tr("gates look at {afi}", afi=afi),
        Gates.EAS: tr("gates look at the EAS bit"),
        Gates.BOTH: tr("gates look at {afi}, and at the EAS bit", afi=afi),
        Gates.NONE: tr("no gate looks at tags"),
    }
    return tr(
        "written as {model} {owner}; {seen}", model=site.model, owner=owner, seen=seen[site.gates]
    )


def look_at_undo(folder: Path, keep_days: int, now: datetime) -> str:
    """Say what is kept of tags as they were.

    Raises:
        InputRefused: A write did not end, and its tag was not back since.
        StoreError: An image cannot be read.
    """
    undo = UndoFolder(folder)
    torn = undo.all_unfinished()
    if torn:
        last = torn[-1]
        raise InputRefused(
            tr(
                "Writes that did not end: {count}; the last one on tag {uid},"
                " which was to hold {intended}.",
                count=len(torn),
                uid=last.uid.hex().upper(),
                intended=last.intended or tr("no item"),
            ),
            tr("Lay it on the pad: the bench finishes the write; or give `procstation tag undo`."),
        )
    outdated = len(undo.outdated(now - timedelta(days=keep_days)))
    more = tr(
        "{outdated} are older than {keep_days} days: `procstation tag undo --prune`",
        outdated=outdated,
        keep_days=keep_days,
    )
    told = tr("every write on a tag has ended")
    return f"{told}; {more}" if outdated else told


def look_at_pad(config: Config, name: str, rack: Rack) -> str:
    """Say whether a pad can set what the gates look at.

    Raises:
        ConfigError: The configuration contradicts itself.
        DeviceLost, DeviceFault: The pad cannot be opened, or cannot do it.
    """
    site, section = SitePolicy.of(config.tags), config.devices[name]
    if not site.gates.see_eas:
        return tr("it sets the AFI, and no gate looks at more")
    where = f"devices.{name}.options"
    opened = open_device(section.kind, section.driver, section.port, section.options, rack, where)
    with closing(opened) as pad:
        if not isinstance(pad, EasPad):
            raise DeviceFault(
                tr(
                    "The gates look at the EAS bit, and the driver {driver!r} cannot set it.",
                    driver=section.driver,
                ),
                tr(
                    "Use a pad that can, or set `security` under [tags] to what your gates look at."
                ),
            )
    return tr("it sets what the gates look at; prove it with `procstation tag prove`")
