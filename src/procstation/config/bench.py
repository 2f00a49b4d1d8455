"""Settings of the bench: the station, its devices, its labels and its store."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from procstation.config.reading import Section


class StationSection(Section, frozen=True):
    name: Annotated[str, Meta(min_length=1, description="What the journal calls this station.")] = (
        "bench-1"
    )
    profile: Annotated[str, Meta(description="The job profile the bench opens with.")] = (
        "new-acquisition"
    )
    sign_in: Annotated[
        bool,
        Meta(
            description="Whether the screen asks who works here, by badge or PIN, while nobody is"
            " signed in. What is scanned is taken all the same."
        ),
    ] = False
    sign_out_min: Annotated[
        int,
        Meta(
            ge=0, description="Minutes without a scan until who signed in is signed out; 0 never."
        ),
    ] = 30


class DeviceSection(Section, frozen=True):
    kind: Annotated[
        Literal["scanner", "rfid", "printer", "memory", "uhf"], Meta(description="What it does.")
    ]
    driver: Annotated[str, Meta(description="Its driver; `procstation device list` names them.")]
    port: Annotated[
        str, Meta(description="COM3, /dev/…, socket://…, rfc2217://…, file://…, sim://…")
    ]
    options: Annotated[dict[str, Any], Meta(description="Settings of that driver.")] = {}
    stock: Annotated[str, Meta(description="Printers: the label stock that is in it.")] = ""
    templates: Annotated[
        tuple[str, ...], Meta(description="Printers: the templates it prints; none means all.")
    ] = ()


class LabelsSection(Section, frozen=True):
    stock: Annotated[str, Meta(description="Stock, when a printer's table names none.")] = ""


class StoreSection(Section, frozen=True):
    url: Annotated[str, Meta(description="SQLAlchemy URL; empty is a file in the home.")] = ""
