"""winmail.dat as old, foreign and careless writers leave it."""

import base64
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_email.reading import Mail, read, rtf, tnef
from tests.unit.intake_email import tnef_builder as build

_FILES = build.file("first.txt", b"one"), build.file("second.txt", b"two" * 50), build.file("third.txt", b"three")


def _mail(stream: bytes, name: str = "winmail.dat") -> Mail:
    head = (
        "From: desk@client.example\r\nTo: support@example.com\r\nSubject: t\r\n"
        f"Content-Type: application/octet-stream; name={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return read(head.encode() + base64.encodebytes(stream))


def _files(stream: bytes) -> list[tuple[str, bytes]]:
    message = tnef.read(stream)
    assert message is not None
    return [(file.name, file.content) for file in message.files]


def _code_page(number: int) -> bytes:
    return build.attribute(build.MESSAGE, build.CODEPAGE, struct.pack("<II", number, 0))


def _eight_bit(identifier: int, value: bytes) -> bytes:
    return build.binary(identifier, value + b"\0").replace(b"\x02\x01", b"\x1e\x00", 1)


def test_the_stream_is_known_by_its_signature_whatever_it_is_called() -> None:
    mail = _mail(build.tnef(_FILES[0]), name="part1.2")

    assert [file.filename for file in mail.attachments] == ["first.txt"]


def test_strings_are_in_the_sender_s_code_page_though_the_page_is_in_another() -> None:
    page = (build.long(0x3FDE, 65001), build.binary(0x1013, "<p>Größe</p>".encode()))
    stream = build.tnef(
        _code_page(1251),
        build.message(*page),
        build.rendering(),
        build.described(_eight_bit(0x3707, "отчёт.txt".encode("cp1251")), build.binary(0x3701, b"x")),
    )
    mail = _mail(stream)

    assert mail.html == "<p>Größe</p>"
    assert [file.filename for file in mail.attachments] == ["отчёт.txt"]


@pytest.mark.parametrize(
    ("page", "codec", "name"),
    [(932, "cp932", "報告書.pdf"), (936, "gbk", "报告.pdf"), (1253, "cp1253", "αναφορά.pdf")],
)
def test_a_title_is_read_in_the_sender_s_code_page(page: int, codec: str, name: str) -> None:
    title = build.attribute(build.ATTACHMENT, build.TITLE, name.encode(codec) + b"\0")
    stream = build.tnef(
        _code_page(page), build.rendering(), title, build.attribute(build.ATTACHMENT, build.DATA, b"x")
    )

    assert _files(stream) == [(name, b"x")]


def test_a_page_may_be_a_string() -> None:
    mail = _mail(build.tnef(build.message(build.unicode(0x1013, "<p>Grüße</p>"))))

    assert (mail.text, mail.html) == ("Grüße", "<p>Grüße</p>")


def test_a_length_that_is_too_large_swallows_no_later_file() -> None:
    first, second, third = _FILES
    at = second.index(struct.pack("<I", 0x0006800F)) + 4
    broken = second[:at] + struct.pack("<I", 100_000) + second[at + 4 :]
    message = tnef.read(build.tnef(first, broken, third))

    assert message is not None
    assert [(file.name, file.content) for file in message.files] == [
        ("first.txt", b"one"),
        ("second.txt", b"two" * 50),
        ("third.txt", b"three"),
    ]
    assert not message.complete


def test_rubbish_between_files_hides_none_of_them() -> None:
    message = tnef.read(build.tnef(_FILES[0], b"\r\n\0rubbish", _FILES[2]))

    assert message is not None
    assert [file.name for file in message.files] == ["first.txt", "third.txt"]
    assert not message.complete


def test_checksums_are_not_asked_where_lengths_are_right() -> None:
    wrong = b"".join(file[:-2] + b"\xab\xcd" for file in _FILES)

    assert [name for name, _ in _files(build.tnef(wrong))] == ["first.txt", "second.txt", "third.txt"]


def test_a_second_description_starts_a_file_where_nothing_else_does() -> None:
    stream = build.tnef(
        *(build.described(build.string(0x3707, name), build.binary(0x3701, b"x")) for name in ("a.txt", "b.txt"))
    )

    assert _files(stream) == [("a.txt", b"x"), ("b.txt", b"x")]


@pytest.mark.parametrize("identifier", [0x3707, 0x3704, 0x370C, 0x3001])
def test_a_file_has_the_best_name_that_is_given(identifier: int) -> None:
    stream = build.tnef(
        build.rendering(), build.described(build.string(identifier, "plan.pdf"), build.binary(0x3701, b"x"))
    )

    assert _files(stream) == [("plan.pdf", b"x")]


def test_a_linked_file_is_named_after_its_path() -> None:
    stream = build.tnef(build.rendering(), build.described(build.unicode(0x370D, r"\\server\plans\roof.dwg")))

    assert _files(stream) == [("roof.dwg", b"")]


def test_the_long_name_comes_before_the_title_of_eight_and_three() -> None:
    stream = build.tnef(
        build.file("QUARTE~1.XLS", b"x"), build.described(build.unicode(0x3707, "Quarterly figures.xls"))
    )

    assert _files(stream) == [("Quarterly figures.xls", b"x")]


def test_messages_within_messages_give_all_their_files() -> None:
    innermost = build.tnef(build.file("deep.txt", b"d"))
    middle = build.tnef(
        build.file("middle.txt", b"m"),
        build.rendering(),
        build.described(build.long(0x3705, 5), build.string(0x3001, "inner"), build.embedded(0x3701, innermost)),
    )
    stream = build.tnef(
        build.rendering(),
        build.described(build.long(0x3705, 5), build.string(0x3001, "outer"), build.embedded(0x3701, middle)),
    )
    names = [file.filename for file in _mail(stream).attachments]

    assert names == ["middle.txt", "deep.txt", "inner.eml", "outer.eml"]


def test_a_signed_mail_in_the_stream_is_read() -> None:
    entity = (
        b'Content-Type: multipart/signed; boundary=s; protocol="application/pkcs7-signature"\r\n\r\n'
        b"--s\r\nContent-Type: text/plain\r\n\r\nsigned words\r\n"
        b"--s\r\nContent-Type: application/pkcs7-signature\r\n\r\nMII\r\n--s--\r\n"
    )
    kind = build.attribute(build.MESSAGE, 0x00078008, b"IPM.Note.SMIME.MultipartSigned\0")
    mail = _mail(build.tnef(kind, build.file("smime.p7m", entity)))

    assert (mail.text, mail.signed) == ("signed words", "smime")


def test_rtf_is_read_in_the_charsets_of_its_fonts() -> None:
    source = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset128 Mincho;}}"
        rb"\f0 caf\'e9 {\f1 \'c2\'f5\'ee\'e4} \f2\'93\'fa\'96\'7b\plain\'e9}"
    )

    assert rtf.to_html_or_text(source) == ("café Вход 日本é", False)


def test_bytes_in_rtf_that_are_no_rtf_are_passed_over() -> None:
    source = rb"{\rtf1 before {\pict\bin6 }}}\par}} after}"

    assert rtf.to_html_or_text(source) == ("before  after", False)


def test_a_picture_s_result_is_read_and_its_data_is_not() -> None:
    source = rb"{\rtf1 {\object{\*\objdata 0105}{\result shown}} {\field{\*\fldinst LINK}{\fldrslt here}}}"

    assert rtf.to_html_or_text(source) == ("shown here", False)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 400))
def test_a_stream_cut_anywhere_keeps_the_files_before_the_cut(end: int) -> None:
    whole = build.tnef(*_FILES)
    message = tnef.read(whole[:end])

    if message is not None:
        ends = [6 + sum(map(len, _FILES[: n + 1])) - 2 for n in range(3)]
        kept = [name for name, at in zip(("first.txt", "second.txt", "third.txt"), ends, strict=True) if at <= end]
        assert [file.name for file in message.files][: len(kept)] == kept


_DAMAGE = st.lists(st.tuples(st.integers(0, 600), st.binary(max_size=12)), max_size=6)


@settings(max_examples=400, deadline=None)
@given(_DAMAGE)
def test_no_damage_to_any_feature_raises(damage: list[tuple[int, bytes]]) -> None:
    inner = build.tnef(build.file("inner.txt", b"i"))
    stream = build.tnef(
        _code_page(1252),
        build.message(
            build.several(0x0FFF, b"a", b"b"),
            build.named("x", 1),
            build.binary(0x1009, build.literal_rtf(b"{\\rtf1 x}")),
        ),
        *_FILES,
        build.described(build.long(0x3705, 5), build.embedded(0x3701, inner)),
    )
    for at, piece in damage:
        stream = stream[:at] + piece + stream[at + len(piece) // 2 :]

    assert _mail(stream).subject == "t"
