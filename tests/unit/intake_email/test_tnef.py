"""winmail.dat: the files under their own names, the body, and nothing lost where the stream is odd."""

import base64
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from intake_email.reading import Mail, lzfu, read, rtf, tnef
from tests.unit.intake_email import tnef_builder as build

# The stream that [MS-OXRTFCP] works through by hand.
_SPECIFIED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def _mail(stream: bytes, *, text: str = "") -> Mail:
    raw = (
        "From: a@client.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        f"{text}\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.encodebytes(stream).decode()}\n--b--\n"
    )
    return read(raw.encode())


def _files(mail: Mail) -> list[tuple[str | None, bytes]]:
    return [(file.filename, file.content) for file in mail.attachments]


def test_files_come_out_under_their_names() -> None:
    mail = _mail(build.tnef(build.file("AUTHORS", b"one"), build.file("read me.txt", b"two")))

    assert _files(mail) == [("AUTHORS", b"one"), ("read me.txt", b"two")]


def test_the_long_name_replaces_the_dos_name() -> None:
    properties = (
        build.named("x", 1),
        build.string(0x3707, "a long name.doc"),
        build.long(0x3714, 0),
    )
    stream = build.tnef(build.file("ALONGN~1.DOC", b"x"), build.described(*properties))

    assert _files(_mail(stream)) == [("a long name.doc", b"x")]


def test_a_unicode_name_is_kept_whole() -> None:
    properties = (
        build.numbered(3),
        build.short(0x0E08, 5),
        build.unicode(0x3707, "報告 é.doc"),
    )
    stream = build.tnef(build.file("_.DOC", b"x"), build.described(*properties))

    assert _files(_mail(stream)) == [("報告 é.doc", b"x")]


def test_content_may_stand_before_its_name() -> None:
    stream = build.tnef(
        build.rendering(),
        build.attribute(build.ATTACHMENT, build.DATA, b"x"),
        build.attribute(build.ATTACHMENT, build.TITLE, b"AUTOEXEC.BAT\0"),
        build.rendering(),
        build.attribute(build.ATTACHMENT, build.DATA, b"y"),
        build.attribute(build.ATTACHMENT, build.TITLE, b"CONFIG.SYS\0"),
    )

    assert _files(_mail(stream)) == [("AUTOEXEC.BAT", b"x"), ("CONFIG.SYS", b"y")]


def test_a_second_title_starts_a_file_where_nothing_else_does() -> None:
    stream = build.tnef(
        build.attribute(build.ATTACHMENT, build.TITLE, b"a\0"),
        build.attribute(build.ATTACHMENT, build.DATA, b"x"),
        build.attribute(build.ATTACHMENT, build.TITLE, b"b\0"),
        build.attribute(build.ATTACHMENT, build.DATA, b"y"),
    )

    assert _files(_mail(stream)) == [("a", b"x"), ("b", b"y")]


def test_several_values_of_one_property_do_not_shift_what_follows() -> None:
    properties = (
        build.several(0x0FFF, b"abc", b"defgh"),
        build.string(0x3707, "right.txt"),
    )
    stream = build.tnef(build.file("w.txt", b"x"), build.described(*properties))

    assert _files(_mail(stream)) == [("right.txt", b"x")]


def test_rubbish_behind_the_stream_is_left_alone() -> None:
    mail = _mail(build.tnef(build.file("a.txt", b"x")) + b"\r\n\0\0rubbish that is long enough")

    assert _files(mail) == [("a.txt", b"x")]


def test_a_stream_that_breaks_off_gives_what_stands_before_the_break() -> None:
    mail = _mail(build.tnef(build.file("a.txt", b"x"), build.file("b.txt", b"y" * 100))[:-60])

    assert _files(mail)[0] == ("a.txt", b"x")
    assert "winmail.dat is damaged; what could be read of it was" in mail.defects


def test_an_object_is_kept_without_the_id_of_its_interface() -> None:
    properties = (
        build.string(0x3001, "sheet"),
        build.embedded(0x3701, b"\xd0\xcf\x11\xe0"),
    )
    stream = build.tnef(build.rendering(), build.described(*properties))

    assert _files(_mail(stream)) == [("sheet", b"\xd0\xcf\x11\xe0")]


def test_files_of_an_embedded_message_come_out_too() -> None:
    inner = build.tnef(build.file("inner.txt", b"i"))
    properties = (
        build.long(0x3705, 5),
        build.string(0x3001, "FW: case"),
        build.embedded(0x3701, inner),
    )
    stream = build.tnef(build.rendering(), build.described(*properties))

    names = [file.filename for file in _mail(stream).attachments]

    assert names == ["inner.txt", "FW: case.eml"]


def test_the_body_of_the_stream_is_read_where_the_mail_has_no_other() -> None:
    stream = build.tnef(build.attribute(build.MESSAGE, build.BODY, b"words within\0"))

    assert _mail(stream).text == "words within"
    assert _mail(stream, text="words beside").text == "words beside"


def test_a_body_in_html_is_read_in_its_code_page() -> None:
    properties = (
        build.long(0x3FDE, 1251),
        build.binary(0x1013, "<p>Вход</p>".encode("cp1251")),
    )
    mail = _mail(build.tnef(build.message(*properties)))

    assert (mail.text, mail.html) == ("Вход", "<p>Вход</p>")


def test_a_body_in_compressed_rtf_is_read() -> None:
    source = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 caf\'e9 \u8364?5\par {\b bold} \{x\}}"
    properties = (build.binary(0x1009, build.literal_rtf(source)),)

    assert _mail(build.tnef(build.message(*properties))).text == "café €5\nbold {x}"


def test_html_within_rtf_comes_out_as_html() -> None:
    source = (
        rb"{\rtf1\ansi\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag18 <html>}{\*\htmltag64 <p>}"
        rb"\htmlrtf {\htmlrtf0 one\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}{\*\htmltag27 </html>}}"
    )
    properties = (build.binary(0x1009, build.stored_rtf(source)),)
    mail = _mail(build.tnef(build.message(*properties)))

    assert (mail.text, mail.html) == ("one", "<p>one</p>")


def test_the_specification_s_own_example_decompresses() -> None:
    assert lzfu.decompress(_SPECIFIED) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_a_copy_of_what_is_just_being_written_repeats_it() -> None:
    written_at = 207  # behind the bytes that every window begins with
    reference = (written_at << 4 | 15).to_bytes(2, "big")
    body = bytes((0b0000_0010,)) + b"X" + reference
    stream = (len(body) + 12).to_bytes(4, "little") + (18).to_bytes(4, "little") + b"LZFu" + bytes(4) + body

    assert lzfu.decompress(stream) == b"X" * 18


_NAMES = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="\\/~."), min_size=1, max_size=20
)


@settings(max_examples=100, deadline=timedelta(seconds=2))
@given(st.lists(st.tuples(_NAMES, st.binary(max_size=50)), max_size=5))
def test_any_files_survive_the_way_through_a_stream(files: list[tuple[str, bytes]]) -> None:
    message = tnef.read(build.tnef(*(build.file(name, content) for name, content in files)))

    assert message is not None
    assert [(file.name, file.content) for file in message.files] == files


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 200))
def test_no_damage_raises(rubbish: bytes, at: int) -> None:
    good = build.tnef(build.file("a", b"x"), build.described(build.string(0x3707, "n")))

    tnef.read(good[:at] + rubbish + good[at:])
    rtf.to_html_or_text(lzfu.decompress(build.literal_rtf(rubbish)[:16] + rubbish))
