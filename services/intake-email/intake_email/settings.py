"""What the mail intake is told by its environment."""

from pathlib import Path

from pydantic import IPvAnyNetwork

from dial2.settings import FromEnvironment
from intake_email.smtp.admission import Limits


class Settings(FromEnvironment):
    support_address: str  # where customers write to: support@example.com; `support+tag@` is it too
    mailboxes: Path | None = None  # a file: further addresses, and mailboxes to be read over IMAP
    mail_dns: str = (
        "system"  # who is asked about senders' domains: "system", servers "10.0.0.2 10.0.0.3", or "none"
    )
    mail_relays: list[IPvAnyNetwork] = []  # networks of our own relays: mail is from whom they had it from
    mail_authserv_ids: list[str] = []  # whose Authentication-Results are believed, from a relay or a mailbox
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 2525
    smtps_port: int | None = None  # TLS from the first octet (RFC 8314)
    lmtp_port: int | None = None  # for a mail server beside us (RFC 2033)
    smtp_hostname: str = "dial2"  # how the listener introduces itself
    smtp_tls_certificate: Path | None = None  # PEM, with its chain; with one, STARTTLS is offered
    smtp_tls_key: Path | None = None  # PEM; none: it is in the certificate's file
    smtp_max_bytes: int = 36_700_160  # 35 MiB, told to clients by SIZE
    smtp_max_recipients: int = 100  # in one mail
    smtp_max_connections: int = 500
    smtp_max_connections_per_peer: int = 100
    smtp_mails_per_minute_per_peer: int | None = None  # none: no limit, as behind a relay, whose peer is one
    smtp_max_held_bytes: int = 268_435_456  # of mails under way; above it no further one is begun
    smtp_idle_seconds: float = 300  # RFC 5321, 4.5.3.2.7: not less

    def limits(self) -> Limits:
        return Limits(
            connections=self.smtp_max_connections,
            connections_per_peer=self.smtp_max_connections_per_peer,
            mails_per_minute=self.smtp_mails_per_minute_per_peer,
        )
