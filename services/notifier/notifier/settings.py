from pathlib import Path

from pydantic import Field, SecretStr

from dial2.dkim import PrivateKey, Signer, UnusableKey
from dial2.errors import Permanent
from dial2.provider_settings import ProviderSettings


class NotifierSettings(ProviderSettings):
    """Where pages and notices go out: the provider's account and a mail relay."""

    calls_per_second: float = Field(default=1.0, gt=0)
    calls_per_contact_hour: int = Field(default=12, ge=1)  # carriers flag about 16; first turns are never held
    texts_per_second: float = Field(default=1.0, gt=0)
    ring_seconds: int = Field(default=30, ge=5, le=600)
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
