"""What tells an item of the checklist and what only looks like it, by the rules: the model weighs the rest."""

import pytest

from triage.assessment import Contact
from triage.assessment.missing import told_items
from triage.assessment.reading import Reading


def told(text: str, item: str) -> bool:
    reading = Reading(Contact(channel="email", subject=None, text=text))
    return bool(told_items(reading, "low")[item])


@pytest.mark.parametrize(
    "text",
    [
        "We have not changed anything.",
        "We changed nothing.",
        "No changes on our side.",
        "Nothing was reconfigured.",
        "Aucun changement de notre côté.",
        "On n'a rien touché.",
        "The map is blank since your update.",
        "La carte est vide depuis la mise à jour.",
    ],
)
def test_a_recent_change_is_told_by_naming_it_or_denying_it(text: str) -> None:
    assert told(text, "recent_changes")


@pytest.mark.parametrize(
    "text",
    [
        "We changed the headset, same.",
        "On a changé de casque, c'est pareil.",
        "Can the site be renamed?",
        "Where are the release notes?",
        "Bonjour. Mise à jour : ce ne sont plus deux agents.",
        "The web shows a maintenance page.",
        "The times are an hour late since the clocks changed.",
    ],
)
def test_an_attempt_a_wish_or_a_mere_word_is_no_recent_change(text: str) -> None:
    assert not told(text, "recent_changes")


@pytest.mark.parametrize(
    "text",
    [
        "Logging out and in again did nothing.",
        "I looked under Settings.",
        "We sent a test call.",
        "Different phones, no change.",
        "J'ai cherché dans l'aide.",
    ],
)
def test_an_attempt_is_a_step(text: str) -> None:
    assert told(text, "steps_tried")


@pytest.mark.parametrize(
    "text",
    [
        "The map is blank since we swapped the tags.",
        "Le menu a disparu depuis qu'on a ajouté la file.",
        "It came back by itself.",
        "It has no effect on the schedule.",
    ],
)
def test_what_led_to_the_trouble_or_ended_it_is_no_step(text: str) -> None:
    assert not told(text, "steps_tried")


@pytest.mark.parametrize(
    "text", ["The map is blank since 8.55.", "Blank since this morn.", "Starting Friday it fails."]
)
def test_a_start_is_told_however_it_is_written(text: str) -> None:
    assert told(text, "when")


@pytest.mark.parametrize(
    "text", ["The timers stay at 60:00.", "Version 8.55 is blank.", "The audits start on Friday."]
)
def test_a_value_or_what_is_yet_to_come_is_no_start(text: str) -> None:
    assert not told(text, "when")


def test_things_and_courtesies_do_not_say_who() -> None:
    assert not told("Everything is down.", "who_affected")
    assert not told("I'd only like to know what it was.", "who_affected")
    assert told("My map is blank.", "who_affected")
