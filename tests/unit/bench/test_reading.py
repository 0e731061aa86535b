"""The mails that `make bench` has read."""

import pytest

from bench.reading import SIZES, mail
from intake_email.reading import read


@pytest.mark.parametrize("size", SIZES)
def test_a_mail_is_about_as_large_as_asked_for(size: int) -> None:
    assert 0.8 * size <= len(mail(size)) <= 1.2 * size


@pytest.mark.parametrize("size", SIZES)
def test_a_mail_asks_its_question_above_a_quote(size: int) -> None:
    found = read(mail(size))

    assert found.reply.startswith("The readers at the north gate")
    assert "> Our guards" in found.text
    assert "> Our guards" not in found.reply
    assert [file.filename for file in found.attachments] == (["lecteur.png"] if size > 10_000 else [])
