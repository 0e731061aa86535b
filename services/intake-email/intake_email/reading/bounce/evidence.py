"""Whether a mail is a notice of failure at all, and what shows it."""

import re

from intake_email.reading import automatic
from intake_email.reading.bounce import notice as notices
from intake_email.reading.bounce import phrases, smtp
from intake_email.reading.content import Body
from intake_email.reading.mail import Address
from intake_email.reading.message import Part

_ANSWER = re.compile(r"(?i)^\s*(re|fwd?|aw|wg|tr|rv|antw|sv|vs)\s*(\[\d+\])?\s*[:\uff1a]")

_REPORTS = ("multipart/report", "message/delivery-status", "message/global-delivery-status")
_ENVELOPE = ("return-path", "x-envelope-from", "x-mailfrom")  # where receiving systems write the envelope's sender


def of_report(root: Part, sender: Address | None, subject: str, notice: str) -> str | None:
    """With the fields of a report. People forward and paste those, too."""
    if _is_daemon(root, sender) or (root.content_type in _REPORTS and not _ANSWER.match(subject)):
        return "a delivery report"
    said = _said(subject)
    return "a delivery report" if said and phrases.NOTICE.search(phrases.plain(notice)) else None


def of_words(root: Part, body: Body, sender: Address | None, subject: str, notice: str) -> str | None:
    """Without a report: who writes, under which subject and in which words."""
    if root.first("x-failed-recipients"):
        return "X-Failed-Recipients"
    if automatic.vacation(subject):
        return None
    said = _said(subject)
    daemon = _is_daemon(root, sender)
    if said and daemon and (_is_system(root, sender) or not automatic.bulk(root)):
        return f"subject {said!r}"
    report = root.parameters.get("report-type", "").lower() == "delivery-status"  # without its fields
    told = phrases.NOTICE.search(phrases.plain(notice)) if said or daemon or report else None
    if told is None:
        return None
    if _ANSWER.match(subject):  # some gateways answer under the mail's own subject
        return f"words {told[0]!r}" if not _is_postmaster(sender) and _quotes_server(notice) else None
    is_notice = (
        report or _is_system(root, sender) or (_names_failure(body, notice) and (daemon or not _asks(notice)))
    )
    return f"words {told[0]!r}" if is_notice else None


def _said(subject: str) -> str | None:
    found = None if _ANSWER.match(subject) else phrases.SUBJECT.search(phrases.plain(subject))
    return found[0] if found else None


def _names_failure(body: Body, notice: str) -> bool:
    """Whether a returned mail comes with the notice, or it names an address as notices do."""
    return bool(body.messages) or notices.names_address(notice)


def _asks(notice: str) -> bool:
    """Whether a line ends in a question: people ask about mail that failed."""
    return any(line.rstrip().endswith(("?", "\uff1f")) for line in notice.splitlines())


def _quotes_server(notice: str) -> bool:
    unquoted = "\n".join(line for line in notice.splitlines() if not line.lstrip().startswith(">"))
    return smtp.reply(unquoted) is not None and re.search(r"(?i)rcpt to:", unquoted) is not None


def _is_daemon(root: Part, sender: Address | None) -> bool:
    """Whether the sender's name is a mail system's."""
    if sender is None or _is_system(root, sender):
        return _is_system(root, sender)
    local = sender.address.partition("@")[0].lower()
    return (
        local in phrases.DAEMON_ACCOUNTS
        or phrases.DAEMON.search(phrases.plain(f"{sender.name} {local}")) is not None
    )


def _is_system(root: Part, sender: Address | None) -> bool:
    """Whether a mail system is the sender beyond doubt: by its address, or since it takes no answer."""
    if any((root.first(name) or b"").strip().lower() in (b"<>", b"<mailer-daemon>") for name in _ENVELOPE):
        return True
    if (root.first("from") or b"").rstrip().endswith(b"<>"):
        return True
    local = sender.address.partition("@")[0].lower() if sender else ""
    return ("mailer" in local and "daemon" in local) or _is_postmaster(sender)


def _is_postmaster(sender: Address | None) -> bool:
    return sender is not None and sender.address.lower().startswith("postmaster@")
