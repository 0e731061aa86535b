"""«Sent from my phone», as phones and mail programs write it and as people write sentences alike."""

import pytest

from intake_email.reading.quotation import new_text

WRITTEN_BY_PROGRAMS = (
    "Odesláno z iPhonu",
    "Poslano z mého iPhonu",
    "Изпратено от моя iPhone",
    "Gesendet mit der GMX Mail App",
    "Von Outlook für iOS gesendet",
    "Von unterwegs gesendet",
    "Verzonden vanuit Mail voor Windows",
    "Envoyé depuis mon mobile Orange",
    "Envoyé par BlueMail",
    "Get BlueMail for Android",
    "Securely sent with Tuta Mail",
    "Sent from myMail for iOS",
    "Sent from Yahoo Mail. Get the app",
    "Sent from eM Client",
    "Sent from my BlackBerry - the most secure mobile device - via the Northern Network",
    "Dikirim dari iPhone saya",
    "ส่งจาก iPhone ของฉัน",
    "Đã gửi từ iPhone của tôi",
)
WRITTEN_BY_PEOPLE = (
    "Envoyé par le technicien avec son portable.",
    "Sent via courier to your office on Monday",
    "Sent with the wrong part",
    "On the go, please send someone",
    "The report was sent from the office.",
)


@pytest.mark.parametrize("line", WRITTEN_BY_PROGRAMS)
def test_a_program_s_line_is_no_text(line: str) -> None:
    assert new_text(f"It works again.\n\n{line}\n") == "It works again."


@pytest.mark.parametrize("line", WRITTEN_BY_PEOPLE)
def test_a_person_s_sentence_is_text(line: str) -> None:
    assert new_text(f"It works again.\n\n{line}\n") == f"It works again.\n\n{line}"
