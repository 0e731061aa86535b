from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from notifier.messages import Mail
from notifier.mime import Unwritable, mail_bytes

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MAIL = Mail(
    subject="Déjà vu",
    plain="Bonjour à tous,\n\n" + "x" * 300 + "\n",
    html="<p>Bonjour à tous</p>\n",
    message_id="<ticket.1042.01a2022c-44a3-7d37-90f7-26bd1d159358.doaipjxt4qimekoq@support.example.com>",
    sender_name="Example support, Montréal",
    reply_to="support+1042.doaipjxt4qimekoq@example.com",
)


def written(mail: Mail = MAIL, *, sender: str = "support@example.com", to: str = "pat@example.com") -> bytes:
    return mail_bytes(sender, to, mail, NOW)


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def test_any_relay_can_carry_it() -> None:
    content = written()
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    message = read(content)
    assert message["Subject"] == "Déjà vu"
    assert message["From"] == '"Example support, Montréal" <support@example.com>'
    assert message["Date"] == "Mon, 23 Nov 2026 15:00:00 +0000"


def test_it_says_the_same_in_both_forms() -> None:
    message = read(written())
    assert message.get_content_type() == "multipart/alternative"
    assert text(message, "plain") == MAIL.plain
    assert text(message, "html") == MAIL.html


def test_plain_english_stays_readable_on_the_wire() -> None:
    assert b"\r\n\r\nNobody can log in.\r\n" in written(replace(MAIL, plain="Nobody can log in.\n"))


def test_it_is_marked_as_a_machines() -> None:
    message = read(written())
    assert (message["Auto-Submitted"], message["X-Dial2-Loop"]) == ("auto-generated", "example.com")
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"


def test_long_message_ids_are_left_as_they_are() -> None:
    theirs = f"<{'a' * 120}@example.com>"
    content = written(replace(MAIL, in_reply_to=theirs))
    assert f"In-Reply-To: {theirs}\r\nReferences: {theirs}\r\n".encode() in content
    assert f"Message-ID: {MAIL.message_id}\r\n".encode() in content


@pytest.mark.parametrize("theirs", [None, "", f"<{'a' * 1000}@example.com>", "<é@example.com>"])
def test_an_id_that_cannot_be_repeated_leads_nowhere(theirs: str | None) -> None:
    assert read(written(replace(MAIL, in_reply_to=theirs)))["In-Reply-To"] is None


def test_domains_in_letters_of_their_own_are_written_as_dns_has_them() -> None:
    assert read(written(to="pat@bücher.example"))["To"] == "pat@xn--bcher-kva.example"
    assert "To: pät@xn--bcher-kva.example\r\n".encode() in written(to="pät@bücher.example")


@pytest.mark.parametrize("to", ["pat@example.com\r\nBcc: all@example.com", "pat", "", "@example.com", "a@\udcff"])
def test_what_is_no_address_is_not_written(to: str) -> None:
    with pytest.raises(Unwritable):
        written(to=to)


@pytest.mark.parametrize("field", ["subject", "message_id", "reply_to", "sender_name", "in_reply_to"])
def test_no_text_adds_a_field(field: str) -> None:
    with pytest.raises(Unwritable):
        written(replace(MAIL, **{field: "a@b\r\nBcc: all@example.com"}))


@given(st.text(max_size=200))
def test_any_subject_comes_back_as_it_was(subject: str) -> None:
    line = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    content = written(replace(MAIL, subject=line))
    names = [line.partition(b":")[0] for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n")]
    assert [name for name in names if not name.startswith((b" ", b"\t"))] == [
        *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Reply-To", b"Auto-Submitted"),
        *(b"X-Auto-Response-Suppress", b"X-Dial2-Loop", b"MIME-Version", b"Content-Type"),
    ]
    assert read(content)["Subject"] == line


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(0, 3))
def test_any_text_comes_back_as_it_was(body: str, times: int) -> None:
    """But for the line breaks, which mail has one of."""
    plain = (body * times).replace("\r", " ") + "\n"
    assert text(read(written(replace(MAIL, plain=plain))), "plain") == plain
