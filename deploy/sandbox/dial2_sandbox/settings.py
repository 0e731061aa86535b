"""What the sandbox is started with: DIAL2_SANDBOX_* in the environment."""

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from dial2_sandbox.exchange.exchange import ACCOUNT_SID, AUTH_TOKEN


class NumberSettings(BaseModel):
    """Where the application answers for one number."""

    voice_url: str = ""
    sms_url: str = ""
    fallback_url: str = ""
    status_callback: str = ""


class SandboxSettings(BaseSettings):
    """Port 0 takes a free one. `scale` is the real length of a telephone's second."""

    model_config = SettingsConfigDict(env_prefix="DIAL2_SANDBOX_")

    host: str = "127.0.0.1"
    http_port: int = 0
    smtp_port: int = 0
    public_url: str = ""  # what the application reaches this under, where that is not host and port
    account_sid: str = ACCOUNT_SID
    auth_token: SecretStr = SecretStr(AUTH_TOKEN)
    numbers: dict[str, NumberSettings] = Field(default_factory=dict)  # JSON, by the number in E.164
    scale: float = Field(default=1.0, gt=0)
    patience: float = Field(default=0.0, ge=0)
    webhook_limit: float = Field(default=15.0, gt=0)  # real seconds an answer may take
    calls_per_second: float = Field(default=1.0, gt=0)
    control_open: bool = False  # whether /sandbox serves others than this machine
