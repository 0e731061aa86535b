from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.dkim import Malformed, Message, PrivateKey, Signature, Signer, UnusableKey, signatures
from dial2.dkim.message import canonical_body, canonical_field
from tests.unit.dial2.dkim.keys import ED25519, ED25519_RECORD, OTHER_PEM, RSA, RSA_RECORD, WEAK_RECORD

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
KEYS = [pytest.param(RSA, RSA_RECORD, id="rsa"), pytest.param(ED25519, ED25519_RECORD, id="ed25519")]
MAIL = (
    b"From: The dispatcher <dispatch@northgate.example>\r\n"
    b"To: support@example.com\r\n"
    b"Subject: No\r\n access\r\n"
    b"\r\n"
    b"Nobody can log in.  \r\n"
    b"\r\n"
)
# RFC 8463, appendix A.
RFC_MAIL = b"""DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
"""
RFC_KEY = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


def signed(key: PrivateKey = RSA, mail: bytes = MAIL) -> bytes:
    return Signer(key, selector="s1", domain="northgate.example").sign(mail, NOW)


def result(raw: bytes, record: str | None, now: datetime = NOW) -> str:
    message = Message(raw)
    (signature,) = signatures(message)
    assert isinstance(signature, Signature)
    return signature.result(message, record, now)


def test_the_example_of_the_standard_holds() -> None:
    assert result(RFC_MAIL, RFC_KEY) == "pass"


@pytest.mark.parametrize(("key", "record"), KEYS)
def test_what_was_signed_is_known_for_what_it_is(key: PrivateKey, record: str) -> None:
    assert result(signed(key), record) == "pass"


@pytest.mark.parametrize(("key", "record"), KEYS)
@pytest.mark.parametrize(
    ("there", "instead"),
    [
        (b"Nobody can", b"Everybody can"),
        (b"Subject: No", b"Subject: Yes"),
        (b"From: The dispatcher", b"From: The director"),
        (b"To: support", b"From: other@elsewhere.example\r\nTo: support"),
        (b"\r\n\r\n", b"\r\nReply-To: elsewhere@elsewhere.example\r\n\r\n"),
    ],
)
def test_a_change_to_what_a_reader_sees_breaks_the_signature(
    key: PrivateKey, record: str, there: bytes, instead: bytes
) -> None:
    assert result(signed(key).replace(there, instead, 1), record) == "fail"


def test_trailing_blanks_and_empty_lines_do_not_count() -> None:
    on_the_way = (
        signed().replace(b"log in.  \r\n\r\n", b"log in.\r\n\r\n\r\n").replace(b"No\r\n access", b"No access")
    )
    assert result(on_the_way, RSA_RECORD) == "pass"


def test_line_feeds_alone_are_line_breaks() -> None:
    assert result(signed().replace(b"\r\n", b"\n"), RSA_RECORD) == "pass"


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(None, id="nothing there"),
        pytest.param("v=DKIM1; p=", id="revoked"),
        pytest.param("v=DKIM1; p=bm9uc2Vuc2U=", id="no key"),
        pytest.param(RSA_RECORD.replace("DKIM1", "DKIM2"), id="another version"),
        pytest.param(RSA_RECORD + "; s=other", id="another service"),
        pytest.param(RSA_RECORD + "; h=sha1", id="another hash"),
        pytest.param(ED25519_RECORD, id="another kind"),
        pytest.param(WEAK_RECORD, id="too weak"),
        pytest.param("spam", id="no record"),
    ],
)
def test_a_key_that_is_missing_or_not_for_this_is_no_proof(record: str | None) -> None:
    assert result(signed(), record) == "permerror"


def test_a_key_under_test_condemns_nobody() -> None:
    assert result(signed() + b"more\r\n", RSA_RECORD + "; t=y") == "neutral"


def test_a_signature_ends_when_it_says() -> None:
    ending = RFC_MAIL.replace(b"t=1528637909;", b"t=1528637909; x=1528638000;")
    assert result(ending, RFC_KEY, now=datetime.fromtimestamp(1528638000, UTC) + timedelta(seconds=1)) == "fail"


def test_a_signature_over_a_part_of_the_body_proves_nothing_of_the_rest() -> None:
    partly = RFC_MAIL.replace(b"s=brisbane;", b"s=brisbane; l=10;")
    assert result(partly + b"More.\n", RFC_KEY) == "policy"


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        (b"v=1;", b"v=2;"),
        (b"a=rsa-sha256", b"a=rsa-sha1"),
        (b"h=from:", b"h=sender:"),
        (b"c=relaxed/relaxed", b"c=lazy"),
        (b"d=northgate.example;", b""),
        (b"s=s1;", b"s=s1; s=s2;"),
        (b"bh=", b"bh=?"),
    ],
)
def test_a_malformed_signature_is_told_apart(there: bytes, instead: bytes) -> None:
    mail = signed().replace(there, instead, 1)
    if there == b"h=from:":
        mail = mail.replace(b":from", b":sender")
    (found,) = signatures(Message(mail))
    assert isinstance(found, Malformed)


def test_only_a_few_signatures_are_looked_at() -> None:
    field, _, rest = signed().partition(b"From:")
    assert len(signatures(Message(field * 50 + b"From:" + rest))) == 5


def test_the_canonical_forms_are_those_of_the_standard() -> None:
    # RFC 6376, 3.4.5
    body = b" C \r\nD \t E\r\n\r\n\r\n"
    assert canonical_field(b"A: X", "relaxed") == b"a:X"
    assert canonical_field(b"B : Y\t\r\n\tZ  ", "relaxed") == b"b:Y Z"
    assert b"".join(canonical_body(body, "relaxed")) == b" C\r\nD E\r\n"
    assert b"".join(canonical_body(body, "simple")) == b" C \r\nD \t E\r\n"
    assert b"".join(canonical_body(b"", "simple")) == b"\r\n"
    assert b"".join(canonical_body(b"", "relaxed")) == b""


@given(
    st.lists(st.tuples(st.sampled_from([b"a", b" ", b"\t", b"\r\n", b"word "]), st.sampled_from([1, 2, 20_000])))
)
def test_a_body_in_pieces_is_the_same_as_whole(parts: list[tuple[bytes, int]]) -> None:
    body = b"".join(part * times for part, times in parts) + b"\r\n"
    lines = [b" ".join(line.replace(b"\t", b" ").split(b" ")) for line in body.split(b"\r\n")]
    squeezed = [_squeezed(line) for line in lines]
    while squeezed and not squeezed[-1]:
        squeezed.pop()
    assert b"".join(canonical_body(body, "relaxed")) == b"".join(line + b"\r\n" for line in squeezed)


def _squeezed(line: bytes) -> bytes:
    words = [word for word in line.split(b" ") if word]
    return (b" " if line.startswith(b" ") and words else b"") + b" ".join(words)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_looked_at(raw: bytes) -> None:
    message = Message(b"DKIM-Signature: " + raw)
    for signature in signatures(message):
        assert isinstance(signature, Malformed) or signature.result(message, RSA_RECORD, NOW) != "pass"


def test_a_private_key_of_another_kind_is_refused() -> None:
    with pytest.raises(UnusableKey, match="no private key"):
        PrivateKey(b"-----BEGIN NOTHING-----")
    with pytest.raises(UnusableKey, match="neither RSA nor Ed25519"):
        PrivateKey(OTHER_PEM)
