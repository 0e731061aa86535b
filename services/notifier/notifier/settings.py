from pydantic import Field, SecretStr

from dial2.provider_settings import ProviderSettings


class NotifierSettings(ProviderSettings):
    """Where pages and notices go out: the provider's account and a mail relay."""

    calls_per_second: float = Field(default=1.0, gt=0)
    texts_per_second: float = Field(default=1.0, gt=0)
    mails_per_second: float = Field(default=200.0, gt=0)
    ring_seconds: int = Field(default=30, ge=5, le=600)
    support_address: str  # From, and with a tag Reply-To, of all mail: support@example.com
    relay_host: str = "127.0.0.1"
    relay_port: int = 25
    relay_user: str | None = None
    relay_password: SecretStr | None = None
    relay_starttls: bool | None = None  # none: where the relay offers it
