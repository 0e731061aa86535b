"""What triage is told by its environment."""

from pydantic import SecretStr

from dial2.settings import FromEnvironment


class Settings(FromEnvironment):
    staff_tokens: dict[str, SecretStr] = {}  # who may act through the API: {"duty-lead": "<a long random token>"}
