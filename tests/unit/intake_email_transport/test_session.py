"""RFC 5321 and RFC 2033: which command may follow which, and what is answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from intake_email.addresses import Addresses
from intake_email.smtp.reply import STORED, Reply, reply
from intake_email.smtp.session import Next, Session, Terms

TERMS = Terms(
    hostname="mx.example.com",
    takes=Addresses({"support@example.com": "", "help@example.com": ""}).takes,
    max_bytes=1_000,
    max_recipients=2,
    max_errors=3,
    starttls=True,
)


def session(terms: Terms = TERMS, *, refusal: Reply | None = None) -> Session:
    return Session(terms, may_send=lambda: refusal)


def codes(conversation: Session, *lines: str) -> list[int]:
    return [conversation.obey(line.encode()).reply.code for line in lines]


def test_a_mail_is_taken_for_every_support_address_in_one_transaction() -> None:
    client = session()
    assert codes(
        client,
        "EHLO client.example",
        "MAIL FROM:<a@client.example> SIZE=1000 BODY=8BITMIME",
        "RCPT TO:<support@example.com>",
        "RCPT TO:<Help+1042.abc@EXAMPLE.com>",
    ) == [250, 250, 250, 250]
    assert client.obey(b"DATA").next is Next.CONTENT
    assert (client.sender, client.recipients) == (
        "a@client.example",
        ["support@example.com", "Help+1042.abc@EXAMPLE.com"],
    )


def test_what_the_listener_can_do_is_announced() -> None:
    assert session().obey(b"EHLO client.example").reply.encode() == (
        b"250-mx.example.com\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-STARTTLS\r\n"
        b"250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n"
    )


def test_starttls_is_not_announced_once_tls_is_on() -> None:
    client = Session(TERMS, may_send=lambda: None, encrypted=True)
    assert "STARTTLS" not in client.obey(b"EHLO client.example").reply.lines
    assert codes(client, "STARTTLS") == [503]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("MAIL FROM:<>", 250),  # a bounce
        ("mail from: <a@client.example>", 250),
        ("MAIL FROM:a@client.example", 250),
        ("MAIL FROM:<@relay.example:a@client.example>", 250),
        ('MAIL FROM:<"an agent\\" <x>"@client.example>', 250),
        ("MAIL FROM:<a@[192.0.2.1]>", 250),
        ("MAIL FROM:<SRS0=Qx+Y=2M=client.example=a@relay.example>", 250),
        ("MAIL FROM:<ä@client.example> SMTPUTF8", 250),
        ("MAIL FROM:<ä@client.example>", 553),
        ("MAIL FROM:<a@client.example> SIZE=1001", 552),
        ("MAIL FROM:<a@client.example> SIZE=many", 501),
        ("MAIL FROM:<a@client.example> BODY=BINARYMIME", 501),
        ("MAIL FROM:<a@client.example> RET=HDRS", 555),
        ("MAIL FROM:<a@client.example> =", 501),
        ("MAIL FROM:<a b@client.example>", 501),
        ("MAIL a@client.example", 501),
        ("MAIL", 501),
        (f"MAIL FROM:<{'a' * 600}@client.example>", 501),
    ],
)
def test_the_grammar_of_mail(line: str, code: int) -> None:
    assert codes(session(), "EHLO client.example", line)[-1] == code


@pytest.mark.parametrize(
    ("recipient", "code"),
    [
        ("<support@example.com>", 250),
        ("<postmaster>", 250),  # RFC 5321, 4.5.1
        ("<Postmaster@example.com>", 250),
        ("<postmaster@elsewhere.example>", 550),
        ("<sales@example.com>", 550),
        ("<support@elsewhere.example>", 550),
        ("<>", 550),
        ("<support@example.com> NOTIFY=NEVER", 555),
    ],
)
def test_only_our_own_addresses_are_taken(recipient: str, code: int) -> None:
    assert codes(session(), "EHLO client.example", "MAIL FROM:<>", f"RCPT TO:{recipient}")[-1] == code


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["MAIL FROM:<>"], 503),
        (["EHLO x", "RCPT TO:<support@example.com>"], 503),
        (["EHLO x", "DATA"], 503),
        (["EHLO x", "MAIL FROM:<>", "DATA"], 503),
        (["EHLO x", "MAIL FROM:<>", "MAIL FROM:<>"], 503),
        (["EHLO x", "MAIL FROM:<>", "RSET", "RCPT TO:<support@example.com>"], 503),
        (["EHLO x", "MAIL FROM:<>", "EHLO x", "RCPT TO:<support@example.com>"], 503),
        (["EHLO"], 501),
        (["QUIT now"], 501),
        (["TURN"], 500),
        (["LHLO x"], 500),
        (["EHLO x\nMAIL FROM:<>"], 500),
        (["EHLO x\0"], 500),
        (["VRFY support"], 252),
        (["NOOP anything"], 250),
    ],
)
def test_what_does_not_fit_is_refused(lines: list[str], code: int) -> None:
    assert codes(session(), *lines)[-1] == code


def test_one_recipient_too_many_is_to_come_in_another_mail() -> None:
    client = session()
    lines = codes(client, "EHLO x", "MAIL FROM:<>", *["RCPT TO:<support@example.com>"] * 3)
    assert lines[-1] == 452
    assert len(client.recipients) == 2
    assert client.obey(b"DATA").next is Next.CONTENT


def test_a_client_that_only_errs_is_sent_away() -> None:
    client = session()
    assert codes(client, "EHLO x", "TURN", "TURN", "TURN") == [250, 500, 500, 500]
    answer = client.obey(b"TURN")
    assert (answer.reply.code, answer.next) == (421, Next.CLOSE)


def test_a_mail_that_was_stored_makes_up_for_errors() -> None:
    client = session()
    codes(client, "EHLO x", "TURN", "TURN", "TURN", "MAIL FROM:<>", "RCPT TO:<support@example.com>", "DATA")
    client.settle(STORED)
    assert codes(client, "TURN", "TURN", "TURN") == [500, 500, 500]


def test_a_browser_is_sent_away() -> None:
    assert session().obey(b"POST / HTTP/1.1").next is Next.CLOSE


def test_who_sends_too_much_is_told_to_wait() -> None:
    client = session(refusal=reply(450, "4.7.1 Later"))
    assert codes(client, "EHLO x", "MAIL FROM:<>", "RCPT TO:<support@example.com>") == [250, 450, 503]


def test_lmtp_answers_for_each_recipient_and_greets_in_its_own_way() -> None:
    client = session(replace(TERMS, lmtp=True))
    recipients = ["RCPT TO:<support@example.com>", "RCPT TO:<sales@example.com>", "RCPT TO:<support@example.com>"]
    assert codes(client, "EHLO x", "LHLO x", "MAIL FROM:<>", *recipients) == [500, 250, 250, 250, 550, 250]
    assert client.obey(b"DATA").next is Next.CONTENT
    assert client.settle(STORED) == b"250 2.0.0 Stored\r\n" * 2
    assert client.sender is None


def test_smtp_answers_once_for_all_recipients() -> None:
    client = session()
    codes(client, "EHLO x", "MAIL FROM:<>", *["RCPT TO:<support@example.com>"] * 2, "DATA")
    assert client.settle(STORED) == b"250 2.0.0 Stored\r\n"


@given(
    st.lists(st.one_of(st.binary(max_size=60), st.sampled_from([b"EHLO x", b"MAIL FROM:<>", b"DATA", b"RSET"])))
)
def test_every_line_gets_one_reply_and_no_address_that_postgres_refuses(lines: list[bytes]) -> None:
    client = session()
    for line in lines:
        encoded = client.obey(line).reply.encode()
        assert encoded.endswith(b"\r\n")
        assert 200 <= int(encoded[:3]) < 560
        assert (client.sender or "").isprintable()


@given(st.binary(max_size=80))
def test_no_sender_holds_what_text_cannot(address: bytes) -> None:
    client = session()
    client.obey(b"EHLO x")
    client.obey(b"MAIL FROM:<" + address + b"> SMTPUTF8")
    assert client.sender is None or (
        "\0" not in client.sender and client.sender.encode().decode() == client.sender
    )
