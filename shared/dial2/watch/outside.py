"""The ways out of here that use nothing else of ours: a mail straight to a relay, and a ping."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import structlog

from dial2.roster import LiveRoster
from dial2.roster.model import Roster
from dial2.watch.settings import WatchSettings

_SECONDS = 10.0
_PORTS = {"smtp": 25, "smtps": 465}

log = structlog.get_logger(__name__)


class Outside:
    def __init__(self, settings: WatchSettings, roster: LiveRoster) -> None:
        self._settings = settings
        self._roster = roster

    async def tell(self, subject: str, text: str) -> list[str] | None:
        """Mail the catch-all and the desk; who was told, or None where the mail did not get out."""
        if self._settings.alarm_relay is None:
            return []
        to = recipients(self._roster.current)
        relay = self._settings.alarm_relay.get_secret_value()
        try:
            await asyncio.to_thread(_send, relay, _mail(self._roster.current.desk.email, to, subject, text))
        except (smtplib.SMTPException, OSError) as error:
            log.exception("alarm_not_mailed", error=type(error).__name__)
            return None
        return to

    async def ping(self) -> None:
        """All is well."""
        if self._settings.heartbeat_url is None:
            return
        try:
            await asyncio.to_thread(_ask, str(self._settings.heartbeat_url))
        except OSError as error:
            log.warning("heartbeat_not_sent", error=str(error))


def recipients(roster: Roster) -> list[str]:
    """The last who can be told, and the desk."""
    catch_all = roster.people.get(roster.ladder.catch_all)
    found = [catch_all.email if catch_all else None, roster.desk.email]
    return list(dict.fromkeys(address for address in found if address))


def _mail(sender: str, to: list[str], subject: str, text: str) -> EmailMessage:
    """From the desk's own address: no other is known to be ours."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, ", ".join(to), subject
    mail["Date"], mail["Message-ID"] = localtime(), make_msgid("alarm", sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Priority"] = "1"
    mail.set_content(text)
    return mail


def _send(relay: str, mail: EmailMessage) -> None:
    parts = urlsplit(relay)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    tls = ssl.create_default_context()
    if parts.scheme == "smtps":
        client: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=tls)
    else:
        client = smtplib.SMTP(host, port, timeout=_SECONDS)
    with client:
        client.ehlo()
        if parts.scheme == "smtp" and client.has_extn("starttls"):
            client.starttls(context=tls)
        if parts.username:
            client.login(unquote(parts.username), unquote(parts.password or ""))
        client.send_message(mail)


def _ask(url: str) -> None:
    with urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 - an operator's setting, checked to be http(s)
        answer.read(1)
