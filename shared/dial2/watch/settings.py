from urllib.parse import urlsplit

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from dial2.settings import FromEnvironment


class WatchSettings(FromEnvironment):
    """How an alarm gets out when nothing else does. Without either, alarms are in the log and `dial2 status`."""

    model_config = SettingsConfigDict(env_ignore_empty=True)

    heartbeat_url: HttpUrl | None = None  # asked for (GET) while all is well: its silence alarms elsewhere
    heartbeat_seconds: float = Field(default=60.0, gt=0)
    alarm_relay: SecretStr | None = None  # smtp://user:password@host:587, or smtps://: not the relay of all mail

    @field_validator("alarm_relay")
    @classmethod
    def _is_a_relay(cls, given: SecretStr | None) -> SecretStr | None:
        if given:
            parts = urlsplit(given.get_secret_value())
            if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
                raise ValueError("is smtp://host:port or smtps://host:port, with user:password@ where it asks")
        return given
