"""The mails that are sent: 2 kB, each its own, as a client's mail program writes them."""

from email.message import EmailMessage

SENDER = "dispatch@northgate.example"
RECIPIENT = "support@example.com"
_SIZE = 2048
_FILLER = "Our guards write their reports at the end of every shift, and the office reads them in the morning.\n"
_QUESTION = "How do I choose the columns of the monthly report?\n\nThank you, the dispatcher\n\n"
_OUTAGE = "The whole site is down for everyone since eight. Nobody can log in.\n\nThe dispatcher\n\n"


def question(number: int) -> bytes:
    """Severity no: a ticket, clocks and an acknowledgement; nobody is paged."""
    return _mail(number, "Question about the monthly report", _QUESTION)


def outage(number: int) -> bytes:
    """Critical: somebody is paged."""
    return _mail(number, "Nobody can log in", _OUTAGE)


def message_id(number: int) -> str:
    return f"<bench-{number}@northgate.example>"


def _mail(number: int, subject: str, text: str) -> bytes:
    message = EmailMessage()
    author = f"dispatch-{number}@northgate.example"  # each another: one address gets only so many notices
    message["From"], message["To"] = f"The dispatcher <{author}>", RECIPIENT
    message["Subject"], message["Message-ID"] = subject, message_id(number)
    message["Date"] = "Mon, 16 Nov 2026 10:00:00 -0500"
    message["MIME-Version"], message["User-Agent"] = "1.0", "Mail program 1.0"
    filler = _FILLER * ((_SIZE - len(text) - 400) // len(_FILLER))
    message.set_content(text + filler)
    return message.as_bytes().replace(b"\n", b"\r\n")
