"""What every process is told by its environment; each service adds a small class of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from dial2.errors import Permanent

T = TypeVar("T", bound=BaseSettings)


class FromEnvironment(BaseSettings):
    """Settings named `DIAL2_…`. Secrets have no default and hide themselves in logs."""

    model_config = SettingsConfigDict(env_prefix="DIAL2_", frozen=True)


class Settings(FromEnvironment):
    database_url: SecretStr  # the services' role, not the owner
    amqp_url: SecretStr | None = None  # none: the embedded bus
    secret: SecretStr = Field(min_length=32)  # signs links and reply tokens
    profile: str = "tracktik"  # a bundled profile's name, or a file
    roster: Path  # who is paged, and whose mail and numbers are whose
    public_url: str  # where providers and clients reach us, as they see it: https://support.example.com
    http_host: str = "127.0.0.1"
    http_port: int = 8080  # webhooks, API, signed links
    ops_host: str = "127.0.0.1"
    ops_port: int = 9090  # /healthz /readyz /metrics: not for the public
    log_json: bool = True


def load(settings: type[T]) -> T:
    """From the environment; raises `Permanent` that names every variable that is missing or wrong at once."""
    require([settings])
    return settings()


def require(every: Iterable[type[BaseSettings]]) -> None:
    """Raises `Permanent` that names all that is missing or wrong for any of them."""
    problems: dict[str, str] = {}
    for settings in every:
        try:
            settings()
        except ValidationError as error:
            problems |= {f"DIAL2_{'_'.join(map(str, e['loc'])).upper()}": e["msg"] for e in error.errors()}
    if problems:
        lines = [f"  {name}: {what}" for name, what in sorted(problems.items())]
        raise Permanent("The environment lacks or misstates settings:\n" + "\n".join(lines))
