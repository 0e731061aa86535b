"""What holds of every bounce, however it is damaged."""

import json
import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_email.reading import read
from intake_email.reading.bounce import notification, phrases, report, smtp

_CORPUS = Path(__file__).parents[2] / "corpus" / "mail"
_RAW: list[bytes] = [
    entry["raw"].encode()
    for file in sorted(_CORPUS.glob("bounces*.toml"))
    for entry in tomllib.loads(file.read_text(encoding="utf-8"))["mail"]
]
_STATUS = re.compile(r"[245]\.\d\.\d{1,3}")


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    """A mail of the corpus with pieces cut out, doubled, overwritten, or taken from another."""
    raw: bytes = draw(st.sampled_from(_RAW))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = draw(st.integers(start, min(len(raw), start + 200)))
        piece = draw(st.one_of(st.just(b""), st.binary(max_size=20), st.just(raw[start:end] * 2)))
        raw = raw[:start] + piece + raw[end:]
    if draw(st.booleans()):
        other = draw(st.sampled_from(_RAW))
        raw = raw[: draw(st.integers(0, len(raw)))] + other[draw(st.integers(0, len(other))) :]
    return raw


@settings(max_examples=400, deadline=timedelta(seconds=2))
@given(_damaged())
def test_a_damaged_report_is_read_and_agrees_with_itself(raw: bytes) -> None:
    mail = read(raw)

    if mail.bounce is not None:
        first = mail.bounce.recipients[0]
        assert (first.recipient, first.status, first.permanent) == (
            mail.bounce.recipient,
            mail.bounce.status,
            mail.bounce.permanent,
        )
        for one in mail.bounce.recipients:
            assert _STATUS.fullmatch(one.status)
            assert one.recipient is None or "@" in one.recipient
            assert not (one.action == "delayed" and (one.permanent or one.status.startswith("5")))


@settings(max_examples=200, deadline=timedelta(seconds=2))
@given(st.text())
def test_any_words_have_a_verdict(text: str) -> None:
    smtp.enhanced(text)
    smtp.is_refused_before_recipient(text)
    phrases.cause(text)
    list(report.read(text))
    notification.read("{" + text)


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100, deadline=timedelta(seconds=2))
@given(_JSON, _JSON)
def test_any_notification_is_read(event: object, recipients: object) -> None:
    told = {"notificationType": "Bounce", "bounce": event or {"bouncedRecipients": recipients}}

    notification.read(json.dumps(told))
    notification.read(json.dumps({"Message": json.dumps(told)}))
    notification.read('{"a":' + "[" * 100_000)


@pytest.mark.parametrize(
    "piece", ["a@", "<", '"', "to: ", ">>> MAIL ", "user … ", "Final-Recipient: x\n", "x@y.example "]
)
@settings(max_examples=1, deadline=timedelta(seconds=2))
@given(times=st.just(20_000))
def test_the_work_grows_no_faster_than_the_mail(piece: str, times: int) -> None:
    read(b"From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n\n" + (piece * times).encode())
