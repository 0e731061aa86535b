"""What makes two deliveries one mail."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_email.envelope import Envelope, dedup_key, from_mailbox

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
BODY = "The time clock at gate 4 is down.\r\n"
DATED = f"Date: Mon, 2 Mar 2026 14:29:00 +0000\r\nFrom: a@client.example\r\nSubject: Clock\r\n\r\n{BODY}"


def key(
    content: str, *, sender: str = "a@client.example", at: datetime = NOW, to: str = "support@example.com"
) -> bytes:
    return dedup_key(Envelope(sender=sender, recipients=[to], content=content.encode()), at)


def test_a_retry_is_the_same_mail() -> None:
    assert key(DATED) == key(DATED, at=LATER)


def test_a_copy_to_another_address_of_ours_is_the_same_mail() -> None:
    assert key(DATED) == key(DATED, to="help@example.com")


@pytest.mark.parametrize("identity", ["", "Message-ID: <1@client.example>\r\n"])
def test_another_route_leaves_another_trace_on_the_same_mail(identity: str) -> None:
    trace = (
        "Return-Path: <a@client.example>\r\nDelivered-To: support@example.com\r\n"
        "Authentication-Results: mx.example.com; spf=pass\r\n"
    )
    assert key(identity + DATED) == key(trace + identity + DATED)


def test_line_ends_and_empty_lines_at_the_end_make_no_other_mail() -> None:
    assert key(DATED) == key(DATED.replace("\r\n", "\n") + "\n\n")


def test_the_message_id_counts_however_it_is_written() -> None:
    folded = "MESSAGE-ID:\r\n <1@client.example>\r\n"
    assert key("Message-ID: <1@client.example>\r\n" + DATED) == key(folded + DATED)


def test_the_message_id_stands_above_who_handed_it_over() -> None:
    content = "Message-ID: <1@client.example>\r\n" + DATED
    assert key(content) == key(content, sender="list-bounces@relay.example")


def test_a_program_that_uses_one_message_id_for_all_its_mails_loses_none() -> None:
    one = "Message-ID: <alarm@client.example>\r\n\r\nGate 4 is down\r\n"
    other = "Message-ID: <alarm@client.example>\r\n\r\nGate 5 is down\r\n"
    assert key(one) != key(other)


@pytest.mark.parametrize(
    "other",
    [
        DATED.replace("14:29:00", "14:29:01"),
        DATED.replace("Subject: Clock", "Subject: Clocks"),
        DATED.replace("gate 4", "gate 5"),
        "Message-ID: <1@client.example>\r\n" + DATED,
    ],
)
def test_what_the_author_wrote_makes_another_mail(other: str) -> None:
    assert key(DATED) != key(other)


def test_another_sender_makes_another_mail_where_there_is_no_message_id() -> None:
    assert key(DATED) != key(DATED, sender="b@client.example")


def test_an_alarm_without_date_or_stamp_is_heard_again_an_hour_later() -> None:
    alarm = "From: ups@client.example\r\nSubject: On battery\r\n\r\nOn battery\r\n"
    assert key(alarm) == key(alarm, at=NOW + timedelta(minutes=20))
    assert key(alarm) != key(alarm, at=NOW + timedelta(hours=1))


def test_the_first_servers_stamp_tells_two_undated_mails_apart_and_its_retries_not() -> None:
    alarm = "Received: from ups by mail.client.example;\r\n Mon, 2 Mar 2026 14:29:00 +0000\r\n\r\nOn battery\r\n"
    relayed = "Received: from mail.client.example by relay.example; Mon, 2 Mar 2026 14:31:00 +0000\r\n" + alarm
    assert key(alarm) == key(relayed, at=LATER)
    assert key(alarm) != key(alarm.replace("14:29", "15:29"))


def test_a_mail_read_from_a_mailbox_is_the_one_that_came_by_smtp() -> None:
    content = f"Return-Path: <a@client.example>\r\nDelivered-To: support@example.com\r\n{DATED}".encode()
    read = from_mailbox(content, address="support@example.com", received_at=NOW, via="imap support")
    assert read.sender == "a@client.example"
    assert dedup_key(read, LATER) == key(DATED)


@pytest.mark.parametrize("path", [b"<>", b"", b"<a\x00b@client.example>", b"<\x85@client.example>"])
def test_a_return_path_that_is_no_address_is_the_null_path_or_can_be_stored(path: bytes) -> None:
    content = b"Return-Path: " + path + b"\r\n\r\ntext"
    read = from_mailbox(content, address="support@example.com", received_at=NOW, via="imap support")
    assert read.sender.isprintable()


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_octets_have_a_key_and_other_bodies_another(header: bytes, body: bytes) -> None:
    def made(body: bytes) -> bytes:
        content = header.replace(b"\n", b"") + b"\r\n\r\n" + body
        return dedup_key(Envelope(sender="", recipients=[], content=content), NOW)

    assert len(made(body)) == 32
    assert made(body) == made(body)
    assert made(body + b"x") != made(body)
