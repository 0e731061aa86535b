"""Who wrote a mail, a person or a machine, where headers or the subject tell."""

import pytest

from intake_email.reading import read


def _auto(*headers: str, subject: str = "Your ticket", text: str = "words") -> str | None:
    fields = ("From: desk@client.example", "To: support@example.com", f"Subject: {subject}", *headers)
    return read("\r\n".join((*fields, "Content-Type: text/plain; charset=utf-8", "", text)).encode()).auto


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (failure)",
        "Auto-Submitted: auto-notified; owner-email=desk@client.example",
        "X-Autoreply: yes",
        "X-Autorespond: Your ticket",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "X-FC-MachineGenerated: true",
        "X-MS-Exchange-Inbox-Rules-Loop: desk@client.example",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
        "X-POST-MessageClass: 9; Autoresponder",
        "X-Mailer: vacation 1.2",
        "X-Precedence: auto_reply",
        "Precedence: auto-reply",
        "Delivered-To: Autoresponder",
        "Return-Path: <>",
    ],
)
def test_a_responder_s_header_tells(header: str) -> None:
    assert _auto(header) == "auto-reply"


@pytest.mark.parametrize(
    "header",
    [
        "List-Id: Night desk <desk.client.example>",
        "List-Archive: <https://client.example/archive>",
        "Mailing-List: list desk@client.example",
        "X-BeenThere: desk@client.example",
        "X-CSA-Complaints: complaints@client.example",
        "Precedence: list",
    ],
)
def test_a_list_s_header_tells(header: str) -> None:
    assert _auto(header) == "bulk"


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ("Auto-Submitted: no",),
        ("Auto-Submitted: no", "X-Autoreply: yes"),
        ("X-Auto-Response-Suppress: DR, RN, NRN",),
        ("X-Autoreply: no",),
        ("X-FC-MachineGenerated: false",),
        ("Precedence: first-class",),
    ],
)
def test_a_person_is_taken_for_one(headers: tuple[str, ...]) -> None:
    assert _auto(*headers) is None


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Your ticket",
        "[Auto-Reply] Your ticket",
        "Out of Office: Your ticket",
        "Réponse automatique : Votre demande",
        "Automatische Antwort: Ihre Anfrage",
        "Abwesenheitsnotiz: Ihre Anfrage",
        "Respuesta automática: Su solicitud",
        "Risposta automatica: richiesta",
        "Resposta automática: pedido",
        "Automatisch antwoord: aanvraag",
        "Automatiskt svar: ärende",
        "Automatisk svar: sag",
        "Autosvar: sak",
        "Automaattinen vastaus: tiketti",
        "[Automatyczna odpowiedź] zgłoszenie",
        "Automatická odpověď: požadavek",
        "Automatikus válasz: kérés",
        "Răspuns automat: cerere",
        "Automatski odgovor: zahtjev",
        "Автоматический ответ: заявка",
        "Автоматична відповідь: заявка",
        "Αυτόματη απάντηση: αίτημα",
        "Otomatik Yanıt: talep",
        "自動返信: お問い合わせ",
        "自动回复: 请求",
        "자동 회신: 요청",
        "Balasan otomatis: permintaan",
        "Trả lời tự động: yêu cầu",
        "תשובה אוטומטית: בקשה",
        "رد تلقائي: طلب",
    ],
)
def test_the_subject_of_an_automatic_answer_tells_in_its_language(subject: str) -> None:
    assert _auto(subject=subject) == "auto-reply"


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Automatic doors stay open",
        "Automatic doors stay open",
        "The office is out of power",
        "Réponse attendue depuis lundi",
        "Vacation calendar does not load",
    ],
)
def test_words_of_absence_within_a_request_do_not_silence_it(subject: str) -> None:
    assert _auto(subject=subject) is None
