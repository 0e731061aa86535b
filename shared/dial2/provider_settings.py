"""The account with the telephone provider: shared by who takes calls and who makes them."""

from pydantic import Field, SecretStr

from dial2.settings import FromEnvironment


class ProviderSettings(FromEnvironment):
    """`DIAL2_TWILIO_…`; all webhooks and requests of one account and one number."""

    twilio_account_sid: str
    twilio_auth_token: SecretStr
    twilio_previous_auth_token: SecretStr | None = None  # still accepted on webhooks while the token is replaced
    twilio_base_url: str | None = None  # of a stand-in; none: the provider's own
    twilio_number: str = Field(pattern=r"^\+[1-9]\d{6,14}$")  # E.164: what customers call and what we call from

    @property
    def webhook_tokens(self) -> tuple[str, ...]:
        """The tokens that may have signed a webhook."""
        tokens = (self.twilio_auth_token, self.twilio_previous_auth_token)
        return tuple(token.get_secret_value() for token in tokens if token)
