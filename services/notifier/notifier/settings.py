from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, SecretStr

from dial2.dkim import PrivateKey, Signer, UnusableKey
from dial2.errors import Permanent
from dial2.provider_settings import ProviderSettings
from dial2.settings import FromEnvironment


@dataclass(frozen=True, kw_only=True)
class Spare:
    """A second account with a telephone provider."""

    account_sid: str
    auth_token: SecretStr
    number: str
    base_url: str | None


class ChatSettings(FromEnvironment):
    chat_addresses: dict[str, SecretStr] = {}  # {"first-line": "slack://…"}, as apprise writes them


class NotifierSettings(ProviderSettings):
    """Where pages and notices go out: the provider's account and a mail relay."""

    calls_per_second: float = Field(default=1.0, gt=0)
    calls_per_contact_hour: int = Field(default=12, ge=1)  # carriers flag about 16; first turns are never held
    texts_per_second: float = Field(default=1.0, gt=0)
    ring_seconds: int = Field(default=30, ge=5, le=600)
    spare_account_sid: str | None = None  # an account that stands in while the first is down
    spare_auth_token: SecretStr | None = None
    spare_number: str | None = Field(default=None, pattern=r"^\+[1-9]\d{6,14}$")
    spare_base_url: str | None = None
    support_address: str  # From, and with a tag Reply-To, of all mail: support@example.com
    probe_smtp_host: str = "127.0.0.1"  # our own SMTP door, which probes go in by
    probe_smtp_port: int = 2525
    relay_host: str = "127.0.0.1"
    relay_port: int = 25
    relay_user: str | None = None
    relay_password: SecretStr | None = None
    relay_starttls: bool | None = None  # none: where the relay offers it
    relay_tls: bool = False  # from the first octet, as on port 465
    relay_signed_return_path: bool = True  # each mail has its own, so that what comes back is known
    dkim_key: Path | None = None  # PEM, RSA or Ed25519: mail is signed with it
    dkim_selector: str = "dial2"  # the key is published under <selector>._domainkey.<domain>
    dkim_domain: str | None = None  # none: the support address's

    @property
    def every_webhook_token(self) -> tuple[str, ...]:
        spare = self.spare()
        return (*self.webhook_tokens, *([spare.auth_token.get_secret_value()] if spare else []))

    def spare(self) -> Spare | None:
        """Raises `Permanent` where it is only half there."""
        given = (self.spare_account_sid, self.spare_auth_token, self.spare_number)
        match given:
            case (None, None, None):
                return None
            case (str() as sid, SecretStr() as token, str() as number):
                return Spare(account_sid=sid, auth_token=token, number=number, base_url=self.spare_base_url)
            case _:
                raise Permanent(
                    "A second telephone account needs all of DIAL2_SPARE_ACCOUNT_SID, DIAL2_SPARE_AUTH_TOKEN and "
                    "DIAL2_SPARE_NUMBER; set them, or none"
                )

    def signer(self) -> Signer | None:
        """Raises `Permanent` where the key cannot be used."""
        if self.dkim_key is None:
            return None
        try:
            key = PrivateKey(self.dkim_key.read_bytes())
        except (OSError, UnusableKey) as error:
            raise Permanent(
                f"Mail cannot be signed with {self.dkim_key} ({error}); DIAL2_DKIM_KEY names a PEM file with an "
                "RSA or Ed25519 key, or is not set"
            ) from error
        return Signer(
            key, selector=self.dkim_selector, domain=self.dkim_domain or self.support_address.rpartition("@")[2]
        )
