"""What the service is told: where it keeps things, how much it takes, how long it keeps them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.wrong import expected, place
from gouhook_gis.service.accounts.details import DetailSettings
from gouhook_gis.service.accounts.oidc_settings import OidcSettings
from gouhook_gis.service.accounts.settings import AccountSettings
from gouhook_gis.service.base_layers import BaseLayer
from gouhook_gis.service.from_json import from_json

MIB = 1024 * 1024
_PREFIX = "GOUHOOK_"
_PACKAGED_PAGE = Path(__file__).parent / "page"


def _data() -> Path:
    """Return `gouhook/service` in %LOCALAPPDATA%, $XDG_DATA_HOME or ~/.local/share."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "gouhook" / "service"


class Settings(AccountSettings, OidcSettings, DetailSettings, BaseSettings):
    """Settings of the service. Each is read from the environment as GOUHOOK_<NAME>.

    Without a `database` the runs are in SQLite in the folder `data` and the worker processes are
    the service's own; with one (PostgreSQL) they are there, and `gouhook worker` does the work.
    Every process of one service must see the same `data`.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, frozen=True, extra="forbid", env_ignore_empty=True
    )

    data: Path = Field(default_factory=_data)
    database: SecretStr | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535, description="0: any that is free.")
    upload_bytes: int = Field(default=2048 * MIB, gt=0, description="Of one submission or layer.")
    workers: int = Field(default=2, ge=1, le=64, description="Processes that check, embedded.")
    attempts: int = Field(default=3, ge=1, description="Times a run is begun before it failed.")
    run_seconds: int = Field(default=3600, gt=0, description="Longest time of one attempt.")
    stalled_seconds: int = Field(
        default=30, gt=1, description="Silence after which a worker is taken for dead (PostgreSQL)."
    )
    trials: int = Field(default=4, ge=0, le=64, description="Held ready at a time; 0: none.")
    trial_idle_seconds: int = Field(default=600, gt=0, description="Unasked, a trial ends.")
    trial_seconds: int = Field(default=120, gt=0, description="Longest time of one answer.")
    trial_memory_bytes: int = Field(default=4096 * MIB, ge=512 * MIB, description="Of a trial.")
    keep_submissions_days: int | None = Field(default=None, gt=0, description="None: for good.")
    keep_results_days: int | None = Field(default=None, gt=0, description="None: for good.")
    keep_logs_days: int = Field(default=90, gt=0)
    # Paths or "KIND[@EDITION]=PATH", as for `gouhook check`; in the environment parted as PATH is.
    reference: Annotated[tuple[str, ...], NoDecode] = ()
    catalogue: Path | None = None
    rules: Path | None = None
    layers_folder: Path | None = Field(
        default=None, description="Server paths of layers must lie in it; None: by upload only."
    )
    page: Path = Field(default=_PACKAGED_PAGE, description="Folder of the built page.")
    # In the environment a list in JSON.
    base_layers: Annotated[tuple[BaseLayer, ...], NoDecode, from_json(tuple[BaseLayer, ...])] = ()

    def __init__(self, **told: Any) -> None:
        if "reference" not in told and (text := os.environ.get(f"{_PREFIX}REFERENCE")):
            told["reference"] = tuple(part for part in text.split(os.pathsep) if part)
        super().__init__(**told)

    @property
    def embedded(self) -> bool:
        """Whether the runs are in SQLite, and the workers are the service's own."""
        return self.database is None

    @property
    def url(self) -> str:
        """Return the address of the database of the runs."""
        if self.database is not None:
            return self.database.get_secret_value()
        return f"sqlite:///{self.sqlite_file.absolute()}"

    @property
    def sqlite_file(self) -> Path:
        """Return where the database of the runs is, embedded."""
        return self.data / "service.sqlite"

    def require_there(self) -> None:
        """Raise UsageError where no embedded service was ever in its folder."""
        if self.embedded and not self.sqlite_file.is_file():
            raise UsageError("service.not_there", path=str(self.data))

    def as_told(self) -> dict[str, object]:
        """Return all settings as JSON, the password too: for a child's input, never for a log."""
        told = self.model_dump(mode="json", exclude={"database", "oidc_client_secret"})
        secret = None if self.database is None else self.database.get_secret_value()
        return told | {"database": secret}

    @property
    def registered(self) -> Path | None:
        """Return the folder of registered layers, None where they are in the database."""
        if self.database is not None:
            return None
        return self.catalogue or self.data / "catalogue"


def settings_from(**told: object) -> Settings:
    """Return the settings: as told (None: not told), else of the environment, else the default.

    Raises UsageError naming the setting.
    """
    try:
        return Settings(**{name: value for name, value in told.items() if value is not None})
    except ValidationError as error:
        name = place(error).upper()
        raise UsageError(
            "service.setting_wrong", setting=f"{_PREFIX}{name or '*'}", detail=expected(error)
        ) from error
