"""Mails as they come, each with what a careful reader finds in it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dial2.profile import load
from intake_email.reading import Address, Mail, read

_CORPUS = Path(__file__).parents[2] / "corpus" / "mail"
_MARKERS = load("tracktik").markers


def _entries() -> list[Any]:
    return [
        pytest.param(entry, id=f"{file.stem}: {entry['name']}")
        for file in sorted(_CORPUS.glob("*.toml"))
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["mail"]
    ]


def _raw(entry: dict[str, Any]) -> bytes:
    text: str = entry["raw"]
    if entry.get("newlines") != "as-is":
        text = text.replace("\n", "\r\n")
    return text.encode(entry.get("encoding", "utf-8"))


def _shown(address: Address | None) -> str:
    if address is None:
        return ""
    return f"{address.name} <{address.address}>" if address.name else address.address


def _found(mail: Mail, field: str) -> object:  # noqa: PLR0911 - one line a field that the corpus writes shortly
    if field == "from":
        return _shown(mail.from_)
    if field in ("to", "cc", "reply_to"):
        return [_shown(address) for address in getattr(mail, field)]
    if field == "attachments":
        return [[file.filename or "", file.content_type, file.size] for file in mail.attachments]
    if field == "inline":
        return [file.inline for file in mail.attachments]
    if field == "bounce":
        if mail.bounce is None:
            return {}
        return {
            "status": mail.bounce.status,
            "recipient": mail.bounce.recipient or "",
            "permanent": mail.bounce.permanent,
            "original": mail.bounce.original_message_id or "",
            "recipients": [
                [one.recipient, one.status, one.permanent, one.action] for one in mail.bounce.recipients
            ],
        }
    if field == "defects":
        return mail.defects
    value = getattr(mail, field)
    return "" if value is None else value


@pytest.mark.parametrize("entry", _entries())
def test_a_mail_is_read_as_a_careful_reader_reads_it(entry: dict[str, Any]) -> None:
    mail = read(_raw(entry), markers=_MARKERS)

    expected = dict(entry["expect"])
    held = expected.pop("text_holds", [])
    found = {field: _found(mail, field) for field in expected}
    if expected.get("bounce") and isinstance(found["bounce"], dict):  # the corpus names what matters in each
        found["bounce"] = {key: found["bounce"].get(key) for key in expected["bounce"]}

    assert found == expected
    assert [words for words in held if words not in mail.text] == []
