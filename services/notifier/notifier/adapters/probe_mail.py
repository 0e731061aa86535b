"""A probe's mail, handed to our own SMTP door as a client's server does."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from dial2 import probe_mark

_SECONDS = 20.0
_SUBJECT = "Urgent Service Issue"
_TEXT = "This is a probe of dial2 itself. Nobody can sign in: the service is down for all users."


async def send(probe: str, *, host: str, port: int, secret: str, support_address: str) -> str | None:
    """Why it was not taken; None where it was."""
    domain = support_address.rpartition("@")[2]
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"probe@{domain}", support_address, _SUBJECT
    mail["Date"], mail["Message-ID"] = format_datetime(datetime.now(UTC)), f"<probe.{probe}@{domain}>"
    mail.set_content(_TEXT)
    recipient = probe_mark.address(secret, probe, support_address)
    try:
        await aiosmtplib.send(
            mail, sender=f"probe@{domain}", recipients=[recipient], hostname=host, port=port, timeout=_SECONDS
        )
    except (aiosmtplib.SMTPException, OSError) as error:
        return f"{type(error).__name__} {error}"
    return None
