from pydantic import Field

from dial2.provider_settings import ProviderSettings


class PhoneSettings(ProviderSettings):
    """The account with the provider, and who writes down what callers say to the recorder."""

    transcriber_url: str | None = Field(default=None, pattern=r"^https?://")  # none: the provider does
