"""An opaque S/MIME signature hides the mail in a CMS structure; its content is read all the same."""

import base64

import pytest

from intake_email.reading import Mail, read

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_ENVELOPED_DATA = bytes.fromhex("06092a864886f70d010703")
_DATA = bytes.fromhex("06092a864886f70d010701")
_VERSION_AND_DIGESTS = bytes.fromhex("0201013100")
_INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nsigned words\r\n"


def _definite(tag: int, content: bytes) -> bytes:
    length = bytes((len(content),)) if len(content) < 128 else bytes((0x82,)) + len(content).to_bytes(2, "big")
    return bytes((tag,)) + length + content


def _indefinite(tag: int, content: bytes) -> bytes:
    return bytes((tag, 0x80)) + content + b"\0\0"


def _mail(der: bytes) -> Mail:
    header = b"From: a@client.example\nContent-Type: application/pkcs7-mime; name=smime.p7m\n"
    return read(header + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(der))


def test_content_in_one_piece() -> None:
    content = _definite(0x30, _DATA + _definite(0xA0, _definite(0x04, _INNER)))
    signed = _definite(0x30, _VERSION_AND_DIGESTS + content + _definite(0x31, b""))

    mail = _mail(_definite(0x30, _SIGNED_DATA + _definite(0xA0, signed)))

    assert (mail.text, mail.signed, mail.attachments) == ("signed words", "smime", [])


def test_content_streamed_in_pieces_of_unknown_length() -> None:
    pieces = _indefinite(0x24, _definite(0x04, _INNER[:20]) + _definite(0x04, _INNER[20:]))
    content = _indefinite(0x30, _DATA + _indefinite(0xA0, pieces))
    signed = _indefinite(0x30, _VERSION_AND_DIGESTS + content + _definite(0x31, _definite(0x04, b"no content")))

    mail = _mail(_indefinite(0x30, _SIGNED_DATA + _indefinite(0xA0, signed)))

    assert (mail.text, mail.signed) == ("signed words", "smime")


@pytest.mark.parametrize(
    "der", [_definite(0x30, _ENVELOPED_DATA + _definite(0xA0, b"")), b"\x30\x82", b"nonsense"]
)
def test_what_cannot_be_opened_stays_a_file_and_is_noted(der: bytes) -> None:
    mail = _mail(der)

    assert [(file.filename, file.content) for file in mail.attachments] == [("smime.p7m", der)]
    assert "the mail is encrypted and cannot be read here" in mail.defects
