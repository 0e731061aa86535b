"""Nothing else than CRLF, dot, CRLF ends a message, and nothing but CRLF ends a line in it."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_email.smtp.content import Content
from intake_email.smtp.reply import Reply

SMUGGLED = b"MAIL FROM:<x@client.example>\r\nRCPT TO:<support@example.com>\r\nDATA\r\nSubject: smuggled\r\n"


def stuffed(message: bytes) -> bytes:
    """As a client sends a message that ends with CRLF (RFC 5321, 4.5.2)."""
    return re.sub(rb"(^|\r\n)\.", rb"\1..", message) + b".\r\n"


def received(sent: bytes, *, max_bytes: int = 10_000) -> tuple[bytes | Reply, bytes]:
    content = Content(max_bytes)
    rest = content.feed(sent)
    assert rest is not None, "the end was not found"
    return content.message(), rest


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (b"Subject: x\r\n\r\ntext\r\n.\r\n", b"Subject: x\r\n\r\ntext\r\n"),
        (b".\r\n", b""),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"a\r\n..\r\n...b\r\n.\r\n", b"a\r\n.\r\n..b\r\n"),
        (b"\r\n.\r\n", b"\r\n"),
        (b"bytes \xff\x00\r\n.\r\n", b"bytes \xff\x00\r\n"),
    ],
)
def test_the_dots_of_transparency_are_taken_out(sent: bytes, message: bytes) -> None:
    assert received(sent) == (message, b"")


@pytest.mark.parametrize(
    "end", [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r.\r\n", b"\r\n\x00.\r\n"]
)
def test_no_other_end_lets_a_second_mail_slip_in(end: bytes) -> None:
    content = Content(10_000)
    assert content.feed(b"text" + end + SMUGGLED) is None
    rest = content.feed(b"\r\n.\r\nQUIT\r\n")
    assert rest == b"QUIT\r\n"
    message = content.message()
    if b"\x00" in end:  # no line end at all: the text is all one mail's
        assert isinstance(message, bytes)
        assert b"smuggled" in message
    else:
        assert isinstance(message, Reply)
        assert message.code == 550


def test_a_bare_return_before_the_end_is_refused() -> None:
    message, _ = received(b"text\r\r\n.\r\n")
    assert isinstance(message, Reply)


def test_what_follows_the_end_is_left_for_the_next_command() -> None:
    assert received(b"text\r\n.\r\nRSET\r\nQUIT\r\n") == (b"text\r\n", b"RSET\r\nQUIT\r\n")


def test_a_message_too_big_is_refused_with_the_limit_and_not_kept() -> None:
    content = Content(1_000)
    for _ in range(100):
        assert content.feed(b"x" * 998 + b"\r\n") is None
        assert content.held_bytes < 4_000
    assert content.feed(b".\r\nQUIT\r\n") == b"QUIT\r\n"
    refusal = content.message()
    assert isinstance(refusal, Reply)
    assert refusal.encode() == b"552 5.3.4 Message too big; at most 1000 octets are accepted\r\n"


LINES = st.lists(st.sampled_from([b"", b".", b"..", b".text", b"text", b"\xff\x00"]), max_size=30)


@given(lines=LINES, cuts=st.lists(st.integers(0, 200)))
def test_a_message_arrives_as_it_was_sent_however_it_is_cut(lines: list[bytes], cuts: list[int]) -> None:
    message = b"".join(line + b"\r\n" for line in lines)
    sent = stuffed(message) + b"NOOP\r\n"
    places = sorted({min(cut, len(sent)) for cut in cuts} | {0, len(sent)})
    content = Content(10_000)
    rest = None
    for start, end in pairwise(places):
        if rest is None:
            rest = content.feed(sent[start:end])
        else:
            rest += sent[start:end]
    assert content.message() == message
    assert rest == b"NOOP\r\n"


@given(LINES)
def test_the_limit_counts_the_message_and_not_what_transparency_adds(lines: list[bytes]) -> None:
    message = b"".join(line + b"\r\n" for line in lines)
    assert received(stuffed(message), max_bytes=len(message))[0] == message
    if message:
        assert isinstance(received(stuffed(message), max_bytes=len(message) - 1)[0], Reply)


@given(st.text(alphabet="\r\n.a", max_size=40))
def test_a_message_is_never_taken_with_a_line_end_that_others_may_read_differently(text: str) -> None:
    message, _ = received(text.encode() + b"\r\n.\r\n")
    if isinstance(message, bytes):
        assert re.search(rb"(?<!\r)\n|\r(?!\n)", message) is None
