"""From the tree of parts to what a person reads: the text, the HTML, and the files beside them."""

from collections.abc import Iterator
from contextlib import contextmanager

from intake_email.reading import armour, charset, enriched, flowed, html, rtf, smime, tnef, tnef_message, transfer
from intake_email.reading.attachment import attachment
from intake_email.reading.content import Body, Section
from intake_email.reading.mail import Limits, Signature
from intake_email.reading.message import Parser, Part

_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_SIGNATURES: dict[str, Signature] = {
    "application/pkcs7-signature": "smime",
    "application/x-pkcs7-signature": "smime",
    "application/pgp-signature": "pgp",
}
_READABLE = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown")
_ENRICHED = ("text/enriched", "text/richtext")
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")


class Gatherer:
    """Walks one mail's parts, in order."""

    def __init__(self, parser: Parser, limits: Limits) -> None:
        self._parser = parser
        self._limits = limits
        self.body = Body()
        self._shown_files: list[tuple[Part, bytes]] = []  # of text, which programs show below the body

    def gathered(self, root: Part, depth: int = 0) -> Body:
        """All that the mail holds; what it says, if nothing else, is in the text files shown with it."""
        self.gather(root, depth)
        if self.body.is_blank():
            for part, content in self._shown_files:
                self._text(part, content)
        return self.body

    def gather(self, part: Part, depth: int = 0, within: str = "") -> None:
        if depth > self._limits.depth:
            self._parser.note("parts are nested deeper than is read")
        elif part.is_multipart and (part.children or not part.body.strip()):
            self._multipart(part, depth)
        elif part.is_multipart and self._decoded_multipart(part, depth):
            pass
        elif part.is_message:
            self._message(part, depth)
        else:
            self._leaf(part, depth, within)

    def _multipart(self, part: Part, depth: int) -> None:
        protocol = part.parameters.get("protocol", "").lower()
        if part.content_type == "multipart/signed":
            self.body.signed = "pgp" if "pgp" in protocol else "smime"
        elif part.content_type == "multipart/encrypted":
            self._encrypted("pgp" if "pgp" in protocol else "smime")
        if part.content_type == "multipart/alternative":
            self._alternative(part, depth)
            return
        for child in part.children:
            self.gather(child, depth + 1, part.content_type)

    def _alternative(self, part: Part, depth: int) -> None:
        with self._apart() as forms:
            for child in part.children:
                self.gather(child, depth + 1, part.content_type)
        self.body.add_one_of(forms)

    @contextmanager
    def _apart(self) -> Iterator[Body]:
        """A body for some parts alone, to be taken over as they should be."""
        outer = self.body
        self.body = apart = Body(signed=outer.signed)
        yield apart
        self.body = outer

    def _decoded_multipart(self, part: Part, depth: int) -> bool:
        """A multipart that was encoded as a whole, which RFC 2045 forbids."""
        if part.encoding not in ("base64", "quotedprintable"):
            return False
        content, _ = transfer.decode(part.body, part.encoding)
        fields = [(name, value) for name, value in part.fields if name == "content-type"]
        raw = b"".join(name.encode() + b":" + value + b"\n" for name, value in fields) + b"\n" + content
        inner = self._parser.part(raw, depth + 1)
        if not inner.children:
            return False
        self._parser.note("a multipart was transfer-encoded as a whole")
        self._multipart(inner, depth + 1)
        return True

    def _message(self, part: Part, depth: int) -> None:
        content, defect = transfer.decode(part.body, part.encoding)
        if defect:
            self._parser.note(defect)
        nested = self._parser.part(content.lstrip(b"\r\n"), depth + 1)
        self.body.messages.append(nested)
        name = part.filename or (nested.text("subject")[:120] + ".eml" if nested.text("subject") else None)
        self._attach(part, content, name, within="")

    def _leaf(self, part: Part, depth: int, within: str) -> None:
        content, defect = transfer.decode(part.body, part.encoding)
        if defect:
            self._parser.note(defect)
        if part.is_multipart:  # without a boundary in it
            part.content_type = "text/plain"
        kind, name = part.content_type, part.filename
        if self._unwrapped(content, kind, (name or "").lower(), depth):
            return
        if kind in _SIGNATURES:
            self.body.signed = self.body.signed or _SIGNATURES[kind]
        elif kind == "text/calendar":
            self.body.calendars.append(charset.decode(content, part.charset)[0])
        readable = kind in _READABLE or (depth == 0 and kind.startswith("text/") and kind != "text/calendar")
        if readable and self._is_body(part, name, depth, within):
            self._text(part, content)
        elif content.strip() or name:
            if readable and part.disposition != "attachment":
                self._shown_files.append((part, content))
            self._attach(part, content, name, within)

    def _unwrapped(self, content: bytes, kind: str, name: str, depth: int) -> bool:
        """Whether the part is a wrapping whose content was read in its place."""
        if kind in _TNEF or name == "winmail.dat" or content.startswith(tnef.SIGNATURE):
            return self._tnef(content, depth)
        return (kind in _SMIME or name == "smime.p7m") and self._opaque(content, depth)

    @staticmethod
    def _is_body(part: Part, name: str | None, depth: int, within: str) -> bool:
        """Named text is a file, unless it is the mail itself or one of its forms."""
        if part.disposition == "attachment":
            return False
        return not name or depth == 0 or within == "multipart/alternative"

    def _text(self, part: Part, content: bytes) -> None:
        if part.content_type != "text/html" and b"begin " in content:
            for name, inner in transfer.uuencoded(content):
                self.body.attachments.append(
                    attachment(inner, charset.decode(name)[0], "application/octet-stream")
                )
            content = transfer.without_uuencoded(content)
        label = part.charset or (html.charset_named(content) if part.content_type == "text/html" else None)
        text, defect = charset.decode(content, label)
        if defect:
            self._parser.note(defect)
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        is_html = part.content_type == "text/html"
        if part.content_type == "text/rtf":
            text, is_html = rtf.to_html_or_text(content)
        if is_html:
            self._html(text)
            return
        if part.content_type in _ENRICHED:
            text = enriched.to_text(text)
        if len(text) > self._limits.text_chars:
            self._parser.note("the text is longer than is read")
            text = text[: self._limits.text_chars]
        if part.parameters.get("format", "").lower() == "flowed":
            text = flowed.unflowed(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        self.body.sections.append(Section(self._unarmoured(text)))

    def _html(self, source: str) -> None:
        if len(source) > self._limits.html_chars:
            self._parser.note("the HTML is longer than is read")
            source = source[: self._limits.html_chars]
        self.body.add_html(source)

    def _unarmoured(self, text: str) -> str:
        if (signed := armour.unsigned(text)) is not None:
            self.body.signed = self.body.signed or "pgp"
            return signed
        if (noted := armour.noted(text)) is not None:
            self._encrypted("pgp")
            return noted
        return text

    def _encrypted(self, standard: Signature) -> None:
        self.body.encrypted = standard
        self._parser.note("the mail is encrypted and cannot be read here")

    def _tnef(self, content: bytes, depth: int) -> bool:
        message = tnef.read(content)
        if message is None:
            return False
        if not message.complete:
            self._parser.note("winmail.dat is damaged; what could be read of it was")
        if self.body.is_blank():
            self._tnef_text(message)
        self._tnef_files(message, depth)
        return True

    def _tnef_text(self, message: tnef.Tnef) -> None:
        with self._apart() as forms:
            for source, is_html in tnef_message.forms(message):
                if is_html:
                    self._html(source)
                else:
                    forms.sections.append(Section(source))
        self.body.add_one_of(forms)

    def _tnef_files(self, message: tnef.Tnef, depth: int) -> None:
        for file in message.files:
            if not (file.name or file.content):
                continue  # a place in the text that nothing was attached to
            if message.is_smime and self._tnef_signed(file.content, depth):
                continue
            if file.message is not None:
                self._tnef_files(file.message, depth)
                self._tnef_message(file.message, file.name or file.message.subject, depth)
                continue
            self.body.attachments.append(tnef_message.as_attachment(file))

    def _tnef_message(self, message: tnef.Tnef, name: str, depth: int) -> None:
        """A message attached as such, as a mail that others can open, too."""
        content = tnef_message.as_mail(message)
        self.body.messages.append(self._parser.part(content, depth + 1))
        self.body.attachments.append(attachment(content, f"{name or 'message'}.eml", "message/rfc822"))

    def _tnef_signed(self, content: bytes, depth: int) -> bool:
        """The mail that a signed one from Outlook holds as its only file."""
        inner = self._parser.part(content, depth + 1)
        if inner.content_type == "multipart/signed":
            self.gather(inner, depth + 1)
            return True
        return self._opaque(content, depth)

    def _opaque(self, content: bytes, depth: int) -> bool:
        inner = smime.signed_content(content)
        if inner is None:
            self._encrypted("smime")
            return False
        self.body.signed = "smime"
        self.gather(self._parser.part(inner, depth + 1), depth + 1)
        return True

    def _attach(self, part: Part, content: bytes, name: str | None, within: str) -> None:
        identifier = (part.first("content-id") or b"").decode("ascii", "ignore").strip(" <>\t\r\n") or None
        inline = part.disposition == "inline" or (
            part.disposition != "attachment" and identifier is not None and within == "multipart/related"
        )
        self.body.attachments.append(
            attachment(content, name, part.content_type, inline=inline, content_id=identifier)
        )
