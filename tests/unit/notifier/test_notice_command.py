"""Templates are shown with sample facts, every one of every profile."""

from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from dial2 import profile
from dial2.vocabulary import Language
from notifier import samples
from notifier.letters import LetterName, Letters
from notifier.notice_commands import app


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["preview", *arguments])
    assert result.exit_code == 0, result.exception
    return result.output


@pytest.mark.parametrize("name", ["tracktik", "cytrack"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_template_can_be_shown(name: str, language: Language) -> None:
    loaded = profile.load(name)
    facts = samples.facts(loaded, language)
    letters = Letters(loaded)
    for letter in get_args(LetterName):
        written = letters.write(letter, language, facts)
        assert written.subject
        assert written.plain.strip()


def test_a_page_is_shown_as_mail_text_and_speech(tmp_path: Path) -> None:
    out = shown("page", "--language", "fr", "--html", str(tmp_path / "page.html"))
    assert out.startswith("Subject: [#1042] Critique : Personne ne peut se connecter")
    assert "SMS: [#1042] Critique : Personne ne peut se connecter (Porte Nord)." in out
    assert "Call (fr-CA): Problème Critique, billet 1 0 4 2, de Porte Nord." in out
    assert "Faites le 6 s'il est réglé." in out
    assert '<html lang="fr">' in (tmp_path / "page.html").read_text("utf-8")


def test_facts_can_be_given() -> None:
    assert shown("update", "--ticket-json", '{"subject": "No hold music"}').startswith(
        "Subject: [#1042] No hold music"
    )


def test_a_template_that_does_not_exist_is_answered_with_those_that_do() -> None:
    result = CliRunner().invoke(app, ["preview", "greeting"])
    assert "There is no template 'greeting'; allowed: acknowledgement, " in str(result.exception)


def test_facts_that_are_no_object_are_refused() -> None:
    result = CliRunner().invoke(app, ["preview", "page", "--ticket-json", "[1]"])
    assert "--ticket-json is no JSON object" in str(result.exception)
