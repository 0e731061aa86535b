from datetime import date
from typing import Self

from pydantic import Field, model_validator

from dial2.provider_settings import ProviderSettings


class PhoneSettings(ProviderSettings):
    """The account with the provider, and who writes down what callers say to the recorder.

    `webhook_seconds`: how long a webhook waits for Postgres, before the caller, who hears silence meanwhile, is
    answered from memory. The provider waits 15 s.
    """

    webhook_seconds: float = Field(default=1.5, ge=0.5, le=10)
    twilio_token_since: date | None = None  # when the auth token was last changed
    transcriber: str | None = None  # an installed plug-in
    transcriber_url: str | None = Field(default=None, pattern=r"^https?://")  # none: the provider does

    @property
    def transcribes(self) -> bool:
        """Whether we do, and not the provider."""
        return self.transcriber is not None or self.transcriber_url is not None

    @model_validator(mode="after")
    def _one_transcriber(self) -> Self:
        if self.transcriber and self.transcriber_url:
            raise ValueError("set DIAL2_TRANSCRIBER or DIAL2_TRANSCRIBER_URL, not both")
        return self
