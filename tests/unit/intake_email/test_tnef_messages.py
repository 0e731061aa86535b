"""What a message in winmail.dat says: which charset its page is in, and a message attached as such."""

import base64

import pytest

from intake_email.reading import Mail, read
from tests.unit.intake_email import tnef_builder as build


def _mail(stream: bytes, text: str = "") -> Mail:
    raw = (
        "From: a@client.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        f"{text}\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.encodebytes(stream).decode()}\n--b--\n"
    )
    return read(raw.encode())


def _attached(*values: bytes) -> bytes:
    inner = build.tnef(build.message(*values))
    described = (build.long(0x3705, 5), build.string(0x3001, "The alarm"), build.embedded(0x3701, inner))
    return build.tnef(build.rendering(), build.described(*described))


_ALARM = (
    build.unicode(0x0037, "Alarme à la porte"),
    build.unicode(0x0C1A, "The night desk"),
    build.string(0x0C1F, "desk@client.example"),
    build.unicode(0x1000, "Nobody answers the alarm.\r\nSecond line."),
)


def test_a_mail_that_only_forwards_a_message_in_winmail_dat_says_what_that_one_says() -> None:
    assert _mail(_attached(*_ALARM)).text == "Nobody answers the alarm.\nSecond line."


def test_a_mail_with_words_of_its_own_keeps_to_them() -> None:
    assert _mail(_attached(*_ALARM), "See the attached mail.").text == "See the attached mail."


def test_a_message_attached_in_winmail_dat_is_a_mail_that_can_be_opened() -> None:
    (attached,) = _mail(_attached(*_ALARM), "See the attached mail.").attachments
    opened = read(attached.content)

    assert (attached.filename, attached.content_type) == ("The alarm.eml", "message/rfc822")
    assert opened.subject == "Alarme à la porte"
    assert opened.from_ is not None
    assert (opened.from_.name, opened.from_.address) == ("The night desk", "desk@client.example")
    assert opened.text == "Nobody answers the alarm.\nSecond line."


def test_an_attached_message_in_html_stays_html() -> None:
    page = (build.long(0x3FDE, 65001), build.binary(0x1013, "<p>Déjà <b>vu</b></p>".encode()))
    (attached,) = _mail(_attached(*page), "See below.").attachments

    assert read(attached.content).html == "<p>Déjà <b>vu</b></p>"


def test_a_sender_inside_one_organisation_is_known_by_name_alone() -> None:
    values = (build.unicode(0x0C1A, "The night desk"), build.string(0x0C1F, "/O=CLIENT/CN=RECIPIENTS/CN=DESK"))
    (attached,) = _mail(_attached(*values), "See below.").attachments

    assert b"From: The night desk\r\n" in attached.content


@pytest.mark.parametrize(
    ("page", "named", "codec"),
    [
        (1251, "iso-8859-1", "cp1251"),  # the message's own code page, whatever an editor wrote into the page
        (1251, "koi8-r", "cp1251"),
        (1252, "koi8-r", "koi8-r"),  # the default that programs write where they know no better
        (28591, "windows-1251", "cp1251"),
    ],
)
def test_a_page_is_in_the_message_s_code_page_unless_that_is_the_default(
    page: int, named: str, codec: str
) -> None:
    source = f'<meta charset="{named}"><p>Вход закрыт</p>'.encode(codec)
    stream = build.tnef(build.message(build.long(0x3FDE, page), build.binary(0x1013, source)))

    assert _mail(stream).text == "Вход закрыт"


def test_a_page_without_a_code_page_is_in_the_charset_it_names() -> None:
    source = '<meta charset="windows-1251"><p>Вход закрыт</p>'.encode("cp1251")
    stream = build.tnef(build.message(build.long(0x3FFD, 1252), build.binary(0x1013, source)))

    assert _mail(stream).text == "Вход закрыт"
