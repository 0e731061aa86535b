"""Raw mail bytes into what they say: `read`. Pure, total (any bytes give a `Mail`), bounded by `Limits`."""

from functools import partial

from dial2.marker import marker_of
from dial2.profile.model import Markers
from intake_email.reading import addresses, automatic, bounce, header, html
from intake_email.reading.body import Gatherer
from intake_email.reading.content import Body
from intake_email.reading.mail import Address, Attachment, Auto, Bounce, Limits, Mail
from intake_email.reading.message import Parser, Part

__all__ = ["Address", "Attachment", "Bounce", "Limits", "Mail", "read"]

_SENDERS = ("from", "sender", "reply-to", "return-path")
_LIMITS = Limits()


def read(raw: bytes, *, markers: Markers | None = None, limits: Limits = _LIMITS) -> Mail:
    """The mail that the bytes are. Nothing raises: what is wrong is put right if possible and noted in `defects`.

    Which words in a subject mark a request is the profile's to say: without its `markers` the mail has no marker.
    """
    parser = Parser(limits)
    root = parser.parse(raw)
    body = Gatherer(parser, limits).gathered(root)
    text = body.text(limits) or _nested_text(body, parser, limits)
    hint = _charset(root)
    sender = _sender(root, hint, parser, limits)
    subject = header.text(root.first("subject") or b"", hint)
    found = bounce.read(root, body, text, sender, subject, opened=partial(_opened, parser=parser, limits=limits))
    kind, reason = _automatic(root, found, text, sender, subject)
    return Mail(
        from_=sender,
        to=_list(root, "to", hint, limits),
        cc=_list(root, "cc", hint, limits),
        reply_to=_list(root, "reply-to", hint, limits),
        subject=subject,
        message_id=_first_id(root, "message-id"),
        in_reply_to=_first_id(root, "in-reply-to"),
        references=list(dict.fromkeys(one for value in root.all("references") for one in header.ids(value))),
        date=_date(root, parser),
        text=text,
        reply=body.reply(text, limits),
        html=_html(body, limits),
        attachments=body.attachments,
        auto=kind,
        auto_reason=reason,
        bounce=found[0] if found else None,
        marker=marker_of(subject, markers) if markers else None,
        signed=body.signed,
        encrypted=body.encrypted,
        defects=parser.defects,
    )


def _sender(root: Part, hint: str | None, parser: Parser, limits: Limits) -> Address | None:
    for name in _SENDERS:
        for value in root.all(name):
            found = addresses.first(addresses.read(value, hint, limit=limits.addresses))
            if found:
                if name != "from":
                    parser.note(f"no usable From; the sender is taken from {name.title()}")
                return found
    named = addresses.read(root.first("from") or b"", hint, limit=1)
    parser.note("no sender address")
    return named[0] if named else None


def _list(root: Part, name: str, hint: str | None, limits: Limits) -> list[Address]:
    found = [one for value in root.all(name) for one in addresses.read(value, hint, limit=limits.addresses)]
    return found[: limits.addresses]


def _first_id(root: Part, name: str) -> str | None:
    found = header.ids(root.first(name) or b"")
    return found[0] if found else None


def _date(root: Part, parser: Parser) -> str | None:
    value = root.first("date")
    if value is None:
        parser.note("no Date")
        return None
    moment = header.date(value)
    if moment is None:
        parser.note("the Date cannot be read")
    return moment


def _charset(root: Part) -> str | None:
    """What raw 8-bit header text is likely written in: the charset of the first part that names one."""
    waiting = [root]
    while waiting:
        part = waiting.pop(0)
        if part.charset:
            return part.charset
        waiting += part.children
    return None


def _nested_text(body: Body, parser: Parser, limits: Limits) -> str:
    """A mail that only forwards another as an attachment says what that one says."""
    return _opened(body.messages[0], parser, limits)[1] if body.messages else ""


def _opened(message: Part, parser: Parser, limits: Limits) -> tuple[Body, str]:
    inner = Gatherer(parser, limits).gathered(message, 1)
    return inner, inner.text(limits)


def _html(body: Body, limits: Limits) -> str | None:
    clean = [html.sanitise(source, max_tags=limits.html_tags) for source in body.htmls]
    return "\n<hr>\n".join(one for one in clean if one) or None


def _automatic(
    root: Part, report: tuple[Bounce, str] | None, text: str, sender: Address | None, subject: str
) -> tuple[Auto | None, str | None]:
    looped = automatic.loop(root)
    if looped:
        return "loop", looped
    if report:
        return "bounce", report[1]
    return automatic.automatic(root, sender, subject, text) or (None, None)
