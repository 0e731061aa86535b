"""Whatever the bytes are, reading them ends in a mail."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_email.reading import Limits, Mail, read

_HEADERS = st.sampled_from(
    [
        b"From: ",
        b"From: MAILER-DAEMON@x.example",
        b"To: ",
        b"Subject: ",
        b"Subject: Undelivered mail",
        b"Date: ",
        b"Message-ID: ",
        b"References: ",
        b"Return-Path: <>",
        b"X-Failed-Recipients: ",
        b"Auto-Submitted: ",
        b"Content-Disposition: ",
        b"Content-Transfer-Encoding: ",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: x-uuencode",
        b"Content-Type: ",
        b"Content-Type: application/ms-tnef",
        b"Content-Type: application/pkcs7-mime",
        b"Content-Type: message/delivery-status",
        b"Content-Type: message/rfc822",
        b"Content-Type: multipart/alternative; boundary=b",
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        b"Content-Type: text/calendar",
        b"Content-Type: text/html; charset=",
        b"Content-Type: text/plain; format=flowed",
    ]
)
_WORDS = (
    b"--b --b-- ; \" =? ?= =?utf-8?q? =?utf-7?b? < > @ , ( ) a@b.example name*0*= '' %E9 boundary= charset= utf-16"
    b" idna unicode_escape <table><tr><td> <!-- <a&#x href= {\\rtf1 5.1.1 Final-Recipient:rfc822; Status:5."
).split()
_PIECES = st.sampled_from(
    [
        *_WORDS,
        *(b"\r\n", b"\n", b"\r", b"\n\n", b"--b\n", b"--b--\n", b" ", b"\x00", b"\xe9", b"\xff\xfe"),
        *(b"\x1b$B", b"\x1b(B", b"\x0e", b"begin 644 x\n", b"end\n", b"\x78\x9f\x3e\x22", b"0\x80\x06\x09"),
        *(b"Action: failed\n", b"On Monday wrote:\n> ", b"-----BEGIN PGP SIGNED MESSAGE-----\n"),
    ]
)
_LINES = st.tuples(_HEADERS, st.lists(st.one_of(_PIECES, st.binary(max_size=8)), max_size=6)).map(
    lambda line: line[0] + b"".join(line[1]) + b"\n"
)
_MAILS = st.tuples(
    st.lists(_LINES, max_size=6), st.lists(st.one_of(_PIECES, _LINES, st.binary(max_size=30)), max_size=30)
).map(lambda mail: b"".join(mail[0]) + b"\n" + b"".join(mail[1]))


@settings(max_examples=600, deadline=None)
@given(st.one_of(_MAILS, st.binary(max_size=400)))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    mail = read(raw)

    assert isinstance(mail, Mail)
    msgspec.json.encode(mail)
    assert all(file.size == len(file.content) for file in mail.attachments)


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: text/plain; charset=utf-7\n\n+2AA-x",
        b"Subject: =?utf-7?q?+2AA-?=\n\nx",
        b"From: a@xn--abc-6e4p.example\n\nx",
        b"Content-Type: text/html\n\n&#xd800;x",
        b"Content-Type: application/pdf; name*=utf-7''+2AA-\n\nx",
    ],
)
def test_half_a_character_never_leaves_the_reader(raw: bytes) -> None:
    assert b"\\ud800" not in msgspec.json.encode(read(raw))


def _nested(depth: int) -> bytes:
    opened = b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n'
    return b"".join(opened % (n, n) for n in range(depth)) + b"\nwords"


_HOSTILE = {
    "parts within parts": _nested(5_000),
    "messages within messages": b"Content-Type: message/rfc822\n\n" * 20_000,
    "a boundary a line": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 200_000,
    "header fields": b"X: y\n" * 200_000,
    "a header of one line": b"Subject: " + b"=?utf-8?q?" * 50_000,
    "folded lines of one field": b"Subject: x\n" + b" y\n" * 160_000 + b"\nx",
    "empty lines in a header": b"Message-ID: x\n" + b" \n\nTo: a@b.example\nX: y\n" * 500 + b"\nx",
    "half encoded words": b"Subject: " + b"=?a?q?x?" * 50_000,
    "addresses": b"To: " + b"a@b.example, " * 50_000,
    "open brackets in an address": b"To: " + b"<" * 300_000,
    "open comments": b"To: " + b"(" * 300_000,
    "addresses without commas": b"To: " + b"a <a@b.example> " * 20_000,
    "comments in brackets": b"To: " + b"<(" * 150_000,
    "escapes in a comment": b"To: (" + b"\\(" * 150_000,
    "parameters": b"Content-Type: text/plain" + b"; a*0*=x" * 50_000,
    "spaces in a header": b"Subject:" + b" " * 500_000 + b"\t x\n",
    "references": b"References: " + b"<a@b> " * 80_000,
    "tags": b"Content-Type: text/html\n\n" + b"<div>" * 100_000,
    "tags within the bound": b"Content-Type: text/html\n\n" + b"<div>" * 9_000,
    "links": b"Content-Type: text/html\n\n" + b'<a href="http://x.example">x</a>' * 4_999,
    "open scripts": b"Content-Type: text/html\n\n" + b"<script " * 200_000,
    "open comments in HTML": b"Content-Type: text/html\n\n" + b"<!--" * 200_000,
    "one endless line": b"Subject: x\n\n" + b"a" * 2_000_000,
    "lines of quotation": b"Subject: x\n\n" + b"> a\n" * 200_000,
    "initials before quotation": b"Subject: x\n\n" + b"AB> a\n" * 100_000,
    "bars below an attribution": b"Subject: x\n\nOn 3/3/26 a@b.example wrote:\n" + b"| a\n" * 100_000,
    "rules": b"Subject: x\n\n" + b"a\n---\n" * 100_000,
    "signatures' dashes": b"Subject: x\n\n" + b"a\n--\n" * 100_000,
    "disclaimers": b"Subject: x\n\na" + b"\n\nThis e-mail is confidential. " * 20_000,
    "encrypted messages without end": b"Subject: x\n\n" + b"-----BEGIN PGP MESSAGE-----\n" * 50_000,
    "commands of enriched text": b"Content-Type: text/enriched\n\n" + b"<param>" * 150_000,
    "closing boundaries": b"Content-Type: multipart/mixed; boundary=b\n\n--b\nX: y\n"
    + b"--b--\n" * 200_000
    + b"--b\nX: y\n",
    "begin without end": b"Subject: x\n\n" + b"begin 644 x\n" * 100_000,
    "armour without end": b"Subject: x\n\n" + b"-----BEGIN PGP SIGNED MESSAGE-----\n" * 30_000,
    "escapes": b"Content-Type: text/plain; charset=iso-2022-jp\n\n" + b"\x1b$B" * 200_000,
    "a notice of addresses": b"From: MAILER-DAEMON@x\nSubject: undelivered\n\n" + b"a@" * 300_000,
    "a notice of spaces": b"From: MAILER-DAEMON@x\nSubject: undelivered\n\n" + b" - " * 300_000,
    "report fields": b"Content-Type: message/delivery-status\nSubject: undelivered\n\n"
    + b"Action: failed\n\n" * 50_000,
    "der within der": b"Content-Type: application/pkcs7-mime\n\n" + b"0\x80" * 100_000,
    "pages": b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: text/html\n\n<p>x</p>\n" * 20_000,
    "padding": b"Content-Transfer-Encoding: base64\n\n" + b"=" * 500_000,
    "base64 with strays": b"Content-Transfer-Encoding: base64\n\n" + b"QUJD!" * 200_000,
}


@pytest.mark.parametrize("raw", [pytest.param(raw, id=name) for name, raw in _HOSTILE.items()])
def test_a_hostile_mail_is_read_within_bounds(raw: bytes) -> None:
    mail = read(raw)

    assert len(mail.to) <= Limits().addresses
    assert len(mail.attachments) <= Limits().parts


def test_what_lies_beyond_a_bound_is_noted() -> None:
    mail = read(_nested(50))

    assert "parts are nested deeper than is read" in mail.defects


def test_smaller_bounds_can_be_asked_for() -> None:
    raw = b"To: a@x.example, b@x.example, c@x.example\n\nsome words"

    mail = read(raw, limits=Limits(addresses=2, text_chars=4))

    assert mail.to_addresses == ["a@x.example", "b@x.example"]
    assert mail.text == "some"
    assert "the text is longer than is read" in mail.defects
