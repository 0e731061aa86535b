"""What a message in winmail.dat says, and what is attached to it: files, and mails of their own."""

import base64
from email.header import Header

from intake_email.reading import charset, html, lzfu, rtf
from intake_email.reading.attachment import attachment
from intake_email.reading.mail import Attachment
from intake_email.reading.tnef import File, Tnef

_LATIN = ("ascii", "cp1252", "iso8859-1", "iso8859-15")


def forms(message: Tnef) -> list[tuple[str, bool]]:
    """The forms of the body, the page before the plain one, and whether each is HTML."""
    text = message.text.replace("\r\n", "\n")
    if message.html:
        return [(charset.decode(message.html, _page_charset(message))[0], True), (text, False)]
    if message.rtf:
        source, is_html = rtf.to_html_or_text(lzfu.decompress(message.rtf))
        if is_html or not text:
            return [(source, is_html), (text, False)]
    return [(text, False)]


def _page_charset(message: Tnef) -> str | None:
    """The Internet code page's ([MS-OXBBODY]); a Latin one, the default, yields to another that the page names."""
    named = html.charset_named(message.html)
    if not message.html_codec:
        return named or message.codec or "cp1252"
    if message.html_codec in _LATIN and named and charset.codec(named) not in (None, *_LATIN):
        return named
    return message.html_codec


def as_attachment(file: File) -> Attachment:
    return attachment(
        file.content,
        file.name,
        file.content_type.lower() or "application/octet-stream",
        inline=file.inline,
        content_id=file.content_id.strip("<>") or None,
    )


def as_mail(message: Tnef) -> bytes:
    """Subject, sender and body as a mail program can open them; the files are listed beside it."""
    sender = f"{message.sender_name} <{message.sender_address}>" if message.sender_address else message.sender_name
    fields = [("Subject", message.subject), ("From", sender)]
    head = "".join(f"{name}: {_encoded(value)}\r\n" for name, value in fields if value)
    source, is_html = forms(message)[0]
    kind = "html" if is_html else "plain"
    head += f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode("ascii") + base64.encodebytes(source.encode("utf-8", "replace"))


def _encoded(value: str) -> str:
    folded = " ".join(value.split())
    return (
        folded if folded.isascii() and folded.isprintable() else Header(folded, "utf-8", maxlinelen=10**6).encode()
    )
