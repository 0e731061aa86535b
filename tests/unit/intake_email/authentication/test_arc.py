import base64
import hashlib
from datetime import UTC, datetime

import pytest

from dial2.dkim import Malformed, Message, PrivateKey
from dial2.dkim.message import canonical_field
from intake_email.authentication import arc
from tests.unit.dial2.dkim.keys import RSA_PEM, RSA_RECORD

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
MAIL = b"From: dispatch@northgate.example\r\nSubject: No access\r\n\r\nHelp.\r\n"
KEY = PrivateKey(RSA_PEM)


def sealed(raw: bytes, instance: int, *, verdict: str) -> bytes:
    """The mail with one more set on top, as RFC 8617, 5.1 makes it."""
    message = Message(raw)
    before = [
        field.raw
        for number in range(1, instance)
        for name in ("arc-authentication-results", "arc-message-signature", "arc-seal")
        for field in message.all(name)
        if f"i={number};".encode() in field.raw
    ]
    found = f"ARC-Authentication-Results: i={instance}; lists.example.org; dmarc=pass".encode()
    digest = base64.b64encode(message.body_hash("relaxed")).decode()
    tags = f"a=rsa-sha256; d=lists.example.org; s=s{instance}"
    signature = (
        f"ARC-Message-Signature: i={instance}; {tags}; c=relaxed/relaxed; h=from:subject; bh={digest}; b=".encode()
    )
    signature += _signed(
        message.signed_header(["from", "subject"], "relaxed") + canonical_field(signature, "relaxed")
    )
    seal = f"ARC-Seal: i={instance}; {tags}; cv={verdict}; b=".encode()
    closed = b"".join(canonical_field(one, "relaxed") + b"\r\n" for one in [*before, found, signature])
    seal += _signed(closed + canonical_field(seal, "relaxed"))
    return b"\r\n".join([seal, signature, found, raw])


def _signed(text: bytes) -> bytes:
    return base64.b64encode(KEY.sign(hashlib.sha256(text).digest()))


def result(raw: bytes) -> str:
    message = Message(raw)
    chain = arc.chain(message)
    assert chain is not None
    return chain.result(message, dict.fromkeys(chain.key_names, RSA_RECORD), NOW)


def test_a_mail_without_a_chain_has_none() -> None:
    assert arc.chain(Message(MAIL)) is None


def test_a_chain_of_two_holds() -> None:
    assert result(sealed(sealed(MAIL, 1, verdict="none"), 2, verdict="pass")) == "pass"


@pytest.mark.parametrize(
    ("there", "instead"), [(b"Help.", b"Pay."), (b"dmarc=pass", b"dmarc=none"), (b"No access", b"Yes")]
)
def test_a_change_breaks_the_chain(there: bytes, instead: bytes) -> None:
    assert result(sealed(MAIL, 1, verdict="none").replace(there, instead)) == "fail"


def test_a_chain_that_says_itself_that_it_broke_has_broken() -> None:
    assert result(sealed(sealed(MAIL, 1, verdict="none"), 2, verdict="fail")) == "fail"
    assert result(sealed(MAIL, 1, verdict="pass")) == "fail"


def test_a_key_that_is_not_there_holds_nothing() -> None:
    message = Message(sealed(MAIL, 1, verdict="none"))
    chain = arc.chain(message)
    assert chain is not None
    assert chain.key_names == ["s1._domainkey.lists.example.org"] * 2
    assert chain.result(message, dict.fromkeys(chain.key_names), NOW) == "fail"


SEALED = sealed(MAIL, 1, verdict="none")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(sealed(MAIL, 2, verdict="pass"), id="it begins with the second"),
        pytest.param(SEALED.replace(b"ARC-Seal", b"X-Seal"), id="no seal"),
        pytest.param(SEALED.replace(b"ARC-Seal: i=1;", b"ARC-Seal:"), id="no number"),
        pytest.param(b"ARC-Seal: i=1; cv=none\r\n" + SEALED, id="a number twice"),
        pytest.param(SEALED.replace(b"h=from:subject", b"h=from:arc-seal"), id="a seal that is signed"),
        pytest.param(SEALED.replace(b"cv=none", b"cv"), id="no tag list"),
    ],
)
def test_a_chain_with_gaps_or_nonsense_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        arc.chain(Message(raw))
