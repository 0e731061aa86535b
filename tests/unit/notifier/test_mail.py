from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.adapters.smtp import Relay, mail_bytes
from notifier.attempt import Refused
from notifier.messages import Mail


def a_mail(subject: str = "Déjà vu", in_reply_to: str | None = None) -> Mail:
    return Mail(
        subject=subject,
        plain="Bonjour à tous,\n\n" + "x" * 300 + "\n",
        html="<p>Bonjour à tous</p>\n",
        message_id="<ticket.1042.01a2022c-44a3-7d37-90f7-26bd1d159358.doaipjxt4qimekoq@support.example.com>",
        sender_name="Example support, Montréal",
        reply_to="support+1042.doaipjxt4qimekoq@example.com",
        in_reply_to=in_reply_to,
    )


def test_any_relay_can_carry_it() -> None:
    content = mail_bytes("support@example.com", "pat@example.com", a_mail())
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    parsed = message_from_bytes(content, policy=policy.default)
    assert parsed["Subject"] == "Déjà vu"
    assert parsed["From"] == '"Example support, Montréal" <support@example.com>'


def test_long_message_ids_are_left_as_they_are() -> None:
    theirs = f"<{'a' * 120}@example.com>"
    content = mail_bytes("support@example.com", "pat@example.com", a_mail(in_reply_to=theirs))
    assert f"In-Reply-To: {theirs}\r\n".encode() in content
    assert f"Message-ID: {a_mail().message_id}\r\n".encode() in content


@pytest.fixture
def relay() -> Relay:
    return Relay(
        host="127.0.0.1",
        port=9,
        user=None,
        password=None,
        starttls=None,
        sender="support@example.com",
        connections=1,
    )


async def test_what_cannot_be_written_is_refused_and_stops_nothing(relay: Relay) -> None:
    answer = await relay.send("pat@example.com\r\nBcc: all@example.com", a_mail())
    assert isinstance(answer, Refused)
    assert answer.code.startswith("cannot be written: ")


@given(st.text(max_size=60))
def test_no_subject_adds_a_header(subject: str) -> None:
    one_line = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    content = mail_bytes("support@example.com", "pat@example.com", a_mail(one_line))
    names = [line.partition(b":")[0] for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n")]
    assert [name for name in names if not name.startswith((b" ", b"\t"))] == [
        *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Reply-To"),
        *(b"Auto-Submitted", b"X-Dial2-Loop", b"MIME-Version", b"Content-Type"),
    ]
