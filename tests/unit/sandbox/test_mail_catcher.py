from collections.abc import AsyncIterator
from email.message import EmailMessage

import aiosmtplib
import pytest

from dial2_sandbox.mailbox.catcher import MailCatcher, NoMail

CLIENT = "client@example.com"


@pytest.fixture
async def catcher() -> AsyncIterator[MailCatcher]:
    catcher = MailCatcher()
    await catcher.start()
    yield catcher
    await catcher.stop()


def mail(subject: str = "[#1042] Kiosk down") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "support@example.com"
    message["To"] = CLIENT
    message["Subject"] = subject
    message.set_content("Nous nous en occupons : le kiosque est arrêté.\n")
    return message


async def send(catcher: MailCatcher, message: EmailMessage) -> None:
    await aiosmtplib.send(message, hostname=catcher.host, port=catcher.port)


async def test_a_mail_is_kept_as_it_was_sent(catcher: MailCatcher) -> None:
    await send(catcher, mail())

    kept = await catcher.mail_to(CLIENT, subject_contains="kiosk")

    assert (kept.sender, kept.recipients) == ("support@example.com", [CLIENT])
    assert kept.subject == "[#1042] Kiosk down"
    assert kept.text == "Nous nous en occupons : le kiosque est arrêté.\n"
    assert b"\r\n\r\n" in kept.raw
    catcher.expect_quiet()


async def test_each_mail_is_read_once(catcher: MailCatcher) -> None:
    await send(catcher, mail("first"))
    await send(catcher, mail("second"))

    assert [(await catcher.mail_to(CLIENT)).subject for _ in range(2)] == ["first", "second"]


async def test_a_mail_that_does_not_come_is_missed_by_name(catcher: MailCatcher) -> None:
    await send(catcher, mail())

    with pytest.raises(NoMail, match=r"(?s)no mail to client@example.com with 'Resolved'.*Kiosk down"):
        await catcher.mail_to(CLIENT, subject_contains="Resolved", within=0.01)


async def test_a_mail_that_nobody_expected_is_no_quiet(catcher: MailCatcher) -> None:
    await send(catcher, mail())

    with pytest.raises(NoMail, match="Kiosk down"):
        catcher.expect_quiet()


async def test_a_refusal_is_the_senders_to_deal_with_and_passes(catcher: MailCatcher) -> None:
    catcher.refuses("550 5.7.1 Not wanted")

    with pytest.raises(aiosmtplib.SMTPDataError, match="Not wanted") as refused:
        await send(catcher, mail())
    assert refused.value.code == 550

    await send(catcher, mail())
    await catcher.mail_to(CLIENT)


async def test_a_server_that_is_away_comes_back_at_the_same_port(catcher: MailCatcher) -> None:
    await catcher.is_away()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await send(catcher, mail())

    await catcher.is_back()
    await send(catcher, mail())
    await catcher.mail_to(CLIENT)


async def test_a_slow_server_outlasts_an_impatient_sender(catcher: MailCatcher) -> None:
    catcher.is_slow(0.2)

    with pytest.raises(aiosmtplib.SMTPTimeoutError):
        await aiosmtplib.send(mail(), hostname=catcher.host, port=catcher.port, timeout=0.05)
