import re

import msgspec
import pytest

from dial2 import profile
from dial2.errors import Permanent
from notifier.letters import SAMPLE, Letters

TRACKTIK = profile.load("tracktik")
FACTS = {
    "tag": "[#1042]",
    "ticket": 1042,
    "subject": "Nobody can log in",
    "name": "Pat",
    "title": "Example support",
    "zone": "Toronto time",
    "given": "Monday",
    "text": "We see <b>errors</b> & look: https://status.example.com/1?a=1&b=2.\nMore soon.",
}


def test_the_first_line_of_a_template_is_the_subject() -> None:
    letter = Letters(TRACKTIK).write("update", "en", FACTS)
    assert letter.subject == "[#1042] Nobody can log in"
    assert letter.plain.startswith(
        "Hello Pat,\n\nAn update on your ticket 1042, given on Monday (Toronto time):\n"
    )


def test_the_html_form_says_the_same_with_its_signs_escaped() -> None:
    html = Letters(TRACKTIK).write("update", "en", FACTS).html
    assert "We see &lt;b&gt;errors&lt;/b&gt; &amp; look: " in html
    assert (
        '<a href="https://status.example.com/1?a=1&amp;b=2">https://status.example.com/1?a=1&amp;b=2</a>.<br>'
        in html
    )


def test_a_subject_is_one_line() -> None:
    letter = Letters(TRACKTIK).write("update", "fr", FACTS | {"subject": "a\x00b\u2028c\td"})
    assert letter.subject == "[#1042] a b c d"


def test_what_a_customer_wrote_is_never_a_template() -> None:
    letter = Letters(TRACKTIK).write("update", "en", FACTS | {"text": "{{ secret }} {% raw %}"})
    assert "{{ secret }} {% raw %}" in letter.plain


def test_a_profile_may_replace_a_template() -> None:
    own = msgspec.structs.replace(TRACKTIK, templates={"update": {"en": "News of {{ ticket }}\n\n{{ text }}"}})
    letter = Letters(own).write("update", "en", FACTS)
    assert letter.subject == "News of 1042"
    assert Letters(own).write("update", "fr", FACTS).subject == "[#1042] Nobody can log in"


@pytest.mark.parametrize(
    "template",
    ["{{ unknown }}", "{% if %}", "{{ ticket.__class__.__mro__ }}", "{{ text.__init__.__globals__ }}"],
)
def test_a_template_that_cannot_work_stops_the_start_by_its_name(template: str) -> None:
    wrong = msgspec.structs.replace(TRACKTIK, templates={"update": {"fr": template}})
    with pytest.raises(Permanent, match=re.escape("update.fr")):
        Letters(wrong)


def test_every_letter_is_written_in_both_languages() -> None:
    letters = Letters(TRACKTIK)
    assert letters.write("acknowledgement", "fr", SAMPLE).plain.startswith("Bonjour sample,")
    assert letters.write("acknowledgement", "en", SAMPLE).plain.startswith("Hello sample,")
