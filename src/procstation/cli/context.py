"""What every command knows: the station's home folder, its configuration, its store."""

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from procstation.errors import StoreError
from procstation.language import tr

# Nothing here may delay the first paint of the interface: what a property needs it imports.
if TYPE_CHECKING:
    from procstation.catalog import Catalogue
    from procstation.config import Config
    from procstation.items import Filing
    from procstation.sweeping.sweeps import Sweeps


CONFIG_NAME = "procstation.toml"


def usual_home() -> Path:
    """Return the folder of configuration and store where the command line names none."""
    given = os.environ.get("PROCSTATION_HOME")
    if given:
        return Path(given)
    import platformdirs  # noqa: PLC0415

    return Path(platformdirs.user_data_dir("procstation", False))


@dataclass
class Context:
    """Made once per run and passed to the commands by click (`@click.pass_obj`)."""

    home_option: Path | None = None
    store_option: str | None = None
    _opened: list["Catalogue"] = field(default_factory=list)

    @cached_property
    def home(self) -> Path:
        """The folder of configuration and store, made when it is first needed.

        Raises:
            StoreError: It cannot be made.
        """
        home = self.home_option or usual_home()
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                tr(
                    "The folder {home} cannot be made: {strerror}.",
                    home=home,
                    strerror=error.strerror or error,
                ),
                tr("Choose another with --home DIR."),
            ) from error
        return home

    @cached_property
    def config(self) -> "Config":
        from procstation.config import read_config  # noqa: PLC0415

        return read_config(self.home)

    @property
    def other_store(self) -> str:
        """The URL of the store, where it is not what the configuration says; else ""."""
        return self.store_option or os.environ.get("PROCSTATION_STORE") or ""

    @cached_property
    def store_url(self) -> str:
        """The SQLAlchemy URL of the store."""
        given = self.other_store or self.config.store.url
        if given:
            from procstation.credentials import with_password  # noqa: PLC0415

            return with_password(given)
        return f"sqlite:///{self.home / 'store.sqlite'}"

    @property
    def signed(self) -> str:
        """How acts of the command line are signed, which is kept and never translated."""
        return f"{self.config.station.name}, by command"

    @cached_property
    def catalogue(self) -> "Catalogue":
        """The catalogue, opened when a command first needs it; closed by `close`."""
        from procstation.catalog import Catalogue  # noqa: PLC0415

        catalogue = Catalogue.open(self.store_url)
        self._opened.append(catalogue)
        return catalogue

    @cached_property
    def filing(self) -> "Filing":
        """How this station files.

        Raises:
            UsageError: A rule or a file of the home does not hold.
        """
        from procstation.items import Filing  # noqa: PLC0415

        return Filing.of_station(self.config.shelf_order, self.home)

    @cached_property
    def sweeps(self) -> "Sweeps":
        """The sweeps in the store of the catalogue."""
        from procstation.sweeping.house_rules import rules_of  # noqa: PLC0415
        from procstation.sweeping.sweeps import Sweeps  # noqa: PLC0415

        return Sweeps(self.catalogue.store, rules_of(self.config, self.filing))

    def close(self) -> None:
        while self._opened:
            self._opened.pop().close()
