"""What triage is told by its environment."""

from typing import Annotated

from pydantic import Field, SecretStr

from dial2.settings import FromEnvironment

Token = Annotated[SecretStr, Field(min_length=16)]


class Settings(FromEnvironment):
    staff_tokens: dict[str, Token] = {}  # who may act through the API: {"duty-lead": "<a long random token>"}
