from pydantic import Field, SecretStr

from dial2.settings import FromEnvironment


class NotifierSettings(FromEnvironment):
    """Where pages and notices go out: a Twilio account and a mail relay."""

    twilio_account_sid: str
    twilio_auth_token: SecretStr
    twilio_previous_auth_token: SecretStr | None = None  # still signs webhooks while the token is replaced
    twilio_number: str  # E.164: what staff see ringing, and text back to
    twilio_base_url: str = "https://api.twilio.com"
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

    @property
    def auth_tokens(self) -> list[str]:
        """Those that a webhook may be signed with."""
        tokens = (self.twilio_auth_token, self.twilio_previous_auth_token)
        return [token.get_secret_value() for token in tokens if token]
