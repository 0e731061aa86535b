"""Delivery reports: RFC 3464 where it is followed, the notice's own words where it is not."""

from collections.abc import Callable

from intake_email.reading.bounce import evidence, notice, notification, report, returned, verdict
from intake_email.reading.bounce.address import ADDRESS
from intake_email.reading.content import Body
from intake_email.reading.mail import Address, Bounce, Undelivered
from intake_email.reading.message import Part

Opened = tuple[Body, str]  # a nested mail's parts and its text

_DIAGNOSTIC_CHARS = 500


def read(
    root: Part, body: Body, text: str, sender: Address | None, subject: str, *, opened: Callable[[Part], Opened]
) -> tuple[Bounce, str] | None:
    """The report, and what shows that the mail is one; None for vacation notices, receipts and people.

    `opened` gathers a mail that is within the mail.
    """
    said = notice.of(text)
    found = report.blocks(root, body, text)
    notified = [] if found else notification.read(text)
    undelivered = report.undelivered(found or notified)
    if report.is_of_another_kind(root, said) or (found and not undelivered):
        return None  # a receipt, a complaint; or it was delivered, relayed or expanded
    why: str | None
    if notified:
        why = "a bounce notification"
    elif undelivered:
        why = evidence.of_report(root, sender, subject, said)
    else:
        why = evidence.of_words(root, body, sender, subject, said)
    if why is None:
        return None
    own = _own(root, sender)
    recipients = _reported(undelivered, said, root) or _named(root, said, subject, own)
    original = returned.message_id(root, body, text)
    if not recipients:
        inner = _within(body, opened)
        recipients, original = inner or (_returned(body, text, said, own), original)
    first = recipients[0]
    bounce = Bounce(
        status=first.status,
        recipient=first.recipient,
        permanent=first.permanent,
        original_message_id=original,
        recipients=recipients,
    )
    return bounce, why


def _reported(undelivered: list[report.Fields], said: str, root: Part) -> list[Undelivered]:
    named = [report.recipient(fields) for fields in undelivered]
    if named == [None]:  # a report about a file or a program that an alias leads to
        named = [next(iter(_failed_recipients(root)), None)]
    everyone = [one for one in named if one]
    return [
        _judged(one, fields, notice.section(said, one, everyone), _of_all(said, fields, len(named)))
        for one, fields in zip(named, undelivered, strict=True)
    ]


def _of_all(said: str, fields: report.Fields, recipients: int) -> str:
    """What the notice says of everybody; it is not said of one of several whom the server answered apart."""
    return "" if recipients > 1 and report.diagnostic(fields) else said


def _own(root: Part, sender: Address | None) -> set[str]:
    """Whose mail it is, and who reports: they are not whom it did not reach."""
    own = {
        one.lower()
        for name in ("to", "from", "delivered-to", "x-original-to")
        for one in ADDRESS.findall(root.text(name))
    }
    if sender:
        own.add(sender.address.lower())
    return own


def _named(root: Part, said: str, subject: str, own: set[str]) -> list[Undelivered]:
    named = _failed_recipients(root) or notice.recipients(said, own)
    if not named:
        named, said = notice.recipients(subject, own), f"{subject}\n{said}"
    return [_judged(one, {}, notice.section(said, one, named), said) for one in named]


def _failed_recipients(root: Part) -> list[str]:
    return list(dict.fromkeys(ADDRESS.findall(root.text("x-failed-recipients"))))


def _within(body: Body, opened: Callable[[Part], Opened]) -> tuple[list[Undelivered], str | None] | None:
    """A report that another system has wrapped in a notice of its own."""
    for message in body.messages[:1]:
        inner, text = opened(message)
        said = notice.of(text)
        recipients = _reported(report.undelivered(report.blocks(message, inner, text)), said, message)
        if recipients:
            return recipients, returned.message_id(message, inner, text)
    return None


def _returned(body: Body, text: str, said: str, own: set[str]) -> list[Undelivered]:
    """Where nobody is named: to whom the mail was that came back."""
    recipient = returned.recipient(body, text)
    return [_judged(None if recipient and recipient.lower() in own else recipient, {}, "", said)]


def _judged(recipient: str | None, fields: report.Fields, section: str, said: str) -> Undelivered:
    found = verdict.of(fields, section, said)
    answer = report.diagnostic(fields) or section
    return Undelivered(
        recipient=recipient,
        status=found.status,
        permanent=found.permanent,
        action="delayed" if found.delayed else "failed",
        diagnostic=" ".join(answer.split())[:_DIAGNOSTIC_CHARS] or None,
    )
