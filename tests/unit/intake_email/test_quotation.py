"""The corpus says, mail by mail, what is new in it; the properties hold for any text at all."""

import tomllib
from pathlib import Path

import pytest

from intake_email.reading.quotation import new_text, new_text_from_html

_CORPUS = Path(__file__).parents[2] / "corpus" / "quotation"


def _mails(kind: str) -> list[object]:
    return [
        pytest.param(mail[kind], mail["new"], id=f"{file.stem}: {mail['name']}")
        for file in sorted(_CORPUS.glob("*.toml"))
        for mail in tomllib.loads(file.read_text(encoding="utf-8"))["mail"]
        if kind in mail
    ]


def _lines(text: str) -> list[str]:
    """Lines without the empty ones: how far paragraphs stand apart is not what is asked here."""
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]


@pytest.mark.parametrize(("mail", "new"), _mails("text"))
def test_a_text_mail_yields_what_its_sender_newly_wrote(mail: str, new: str) -> None:
    assert _lines(new_text(mail)) == _lines(new)


@pytest.mark.parametrize(("mail", "new"), _mails("html"))
def test_an_html_mail_yields_what_its_sender_newly_wrote(mail: str, new: str) -> None:
    assert _lines(new_text_from_html(mail)) == _lines(new)
