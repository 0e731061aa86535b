"""Delivery reports: RFC 3464 where it is followed, the notice's own words where it is not."""

import re
from collections.abc import Iterable

from intake_email.reading import automatic, bounce_phrases, charset, header, returned
from intake_email.reading.content import Body
from intake_email.reading.mail import Address, Bounce
from intake_email.reading.message import Part
from intake_email.reading.returned import ADDRESS

_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_OTHER_REPORTS = ("disposition-notification", "feedback-report")
# Not a program's version ("Exim 4.7.1"): no other word may stand right before it.
_ENHANCED = re.compile(
    r"(?i)(?<![\w.])(?:(?<![a-z] )|(?<=error )|(?<=code )|(?<=status )|(?<=smtp ))"
    r"([245])\.([0-7])\.(\d{1,3})(?!\d|\.\d)"
)
_REPLY = re.compile(r"(?<![\w./-])(4[2-7]\d|5[0-7]\d)(?![\w./])")
_GENERIC = re.compile(r"[245]\.(?:0\.0|[0-9]\.0|0\.\d+)")
_ANSWER = re.compile(r"(?i)^\s*(re|fwd?|aw|wg|tr|rv|antw|sv|vs)\s*(\[\d+\])?\s*[:\uff1a]")
# Where the copy of the mail begins that is sent back.
_COPY = re.compile(
    r"(?im)^[>\s|]{0,8}(?:"
    r"(?:received|return-path|message-id|mime-version|x-[a-z-]{1,60}|dkim-signature):[ \t]"
    r"|[-_=*\s]{2,80}(?:below this line|this is a copy|(?:the )?original message|returned message|your original"
    r"|unsent message|undelivered message|message header|header of|forwarded message|included is|copy of"
    r"|your message follows|start of|begin)"
    r"|(?:below is a copy|your original|the header of the original|original message header|the following is a copy"
    r"|a copy of (?:the|your)|this is a copy of|included below is|the original message was included|-----original"
    r"|the text of your message)"
    r")"
)
_LOCAL, _DOMAIN = r"[^\s<>()\"';:,@]{1,128}", r"[^\s<>()\"';:,@]{1,255}"
_PLACES = (  # where a notice names whom it could not reach, the surest first
    re.compile(r"(?im)^[ \t>*]{0,20}(?:smtp )?<([^<>\s]{1,128}@[^<>\s]{1,255})>"),
    re.compile(r"(?i)rcpt to:\s{0,9}<?([^<>\s]{1,128}@[^<>\s]{1,255})>"),
    re.compile(rf"(?im)^[ \t>*\u2022-]{{0,40}}({_LOCAL}@{_DOMAIN})[ \t:;,.]{{0,9}}\r?$"),
    re.compile(rf"(?im)^[ \t>*\"'-]{{0,40}}(?:smtp:|mailto:)?({_LOCAL}@{_DOMAIN})"),
    re.compile(
        rf"(?i)(?:recipient|address|user|mailbox|account|to|for)[^\n@]{{0,40}}?[\s:<\"'(]({_LOCAL}@{_DOMAIN})"
    ),
)
_ALONE = (_PLACES[0], _PLACES[2])
_NOTICE_CHARS = 20_000
_EXPIRED = "4.4.7"
_CAUSES = [(cause, re.compile(cause.pattern)) for cause in bounce_phrases.CAUSES]


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(phrase) for phrase in phrases))


_SUBJECT = _any_of(bounce_phrases.SUBJECTS)
_NOTICE = _any_of(bounce_phrases.NOTICES)
_DELAY = _any_of(bounce_phrases.DELAYS)
_DAEMON = _any_of(bounce_phrases.DAEMONS)


def read(root: Part, body: Body, text: str, sender: Address | None, subject: str) -> tuple[Bounce, str] | None:
    """The report, and what shows that the mail is one; None for vacation notices, receipts and people."""
    if root.parameters.get("report-type", "").lower() in _OTHER_REPORTS:
        return None
    notice = _notice(text)
    blocks = list(_recipients(body, text))
    reported = _failed(blocks)
    if blocks and reported is None:
        return None  # it was delivered, relayed or expanded
    if reported is not None:
        why = "a delivery report" if not _ANSWER.match(subject) or _is_daemon(root, sender) else None
    else:
        why = _evidence(root, body, sender, subject, notice)
    if why is None:
        return None
    fields = reported or {}
    recipient = _reported_recipient(fields) or _recipient(root, body, notice, text, sender)
    status, permanent = _status(fields, _near(notice, recipient), notice)
    original = returned.message_id(root, body, text)
    return Bounce(status=status, recipient=recipient, permanent=permanent, original_message_id=original), why


def _evidence(root: Part, body: Body, sender: Address | None, subject: str, notice: str) -> str | None:
    """Without a report: who writes, under which subject and in which words."""
    if root.first("x-failed-recipients"):
        return "X-Failed-Recipients"
    if _ANSWER.match(subject) or automatic.vacation(subject):
        return None
    said = _SUBJECT.search(_plain(subject))
    daemon = _is_daemon(root, sender)
    if said and daemon:
        return f"subject {said[0]!r}"
    told = _NOTICE.search(_plain(notice)) if said or daemon else None
    if told and (_is_system(sender) or _names_failure(body, notice)):
        return f"words {told[0]!r}"
    return None


def _names_failure(body: Body, notice: str) -> bool:
    """Whether a code, a returned mail or an address on a line of its own stands in the notice."""
    if _ENHANCED.search(notice) or _REPLY.search(notice) or body.messages:
        return True
    return any(place.search(notice) for place in _ALONE)


def _is_daemon(root: Part, sender: Address | None) -> bool:
    if (root.first("return-path") or b"").strip().lower() in (b"<>", b"<mailer-daemon>"):
        return True
    if sender is None or _is_system(sender):
        return sender is not None
    return _DAEMON.search(_plain(f"{sender.name} {sender.address.partition('@')[0]}")) is not None


def _is_system(sender: Address | None) -> bool:
    local = sender.address.partition("@")[0].lower() if sender else ""
    return ("mailer" in local and "daemon" in local) or local == "postmaster"


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("\u2019", "'").split())


def _notice(text: str) -> str:
    """What the mail system says, without the copy of the mail that it sends back."""
    text = text[: 4 * _NOTICE_CHARS]
    copy = _COPY.search(text, 40)
    return (text[: copy.start()] if copy else text)[:_NOTICE_CHARS]


def _recipients(body: Body, text: str) -> Iterable[dict[str, str]]:
    """The groups of fields that each speak of one recipient, from report parts or from the text."""
    for attached in body.attachments:
        if attached.content_type in _REPORTS:
            yield from _blocks(charset.decode(attached.content[:200_000])[0])
    if "final-recipient:" in text[:_NOTICE_CHARS].lower():
        yield from _blocks(text[:_NOTICE_CHARS])


def _blocks(report: str) -> Iterable[dict[str, str]]:
    fields: dict[str, str] = {}
    last = ""
    for line in [*report.splitlines(), ""]:
        if not line.strip():
            if fields.keys() & {"final-recipient", "original-recipient", "action", "status", "x-actual-recipient"}:
                yield fields
            fields, last = {}, ""
        elif line[0] in " \t" and last:
            fields[last] += " " + line.strip()
        else:
            name, colon, value = line.partition(":")
            last = name.strip().lower() if colon else ""
            if last:
                fields.setdefault(last, value.strip())


def _failed(blocks: list[dict[str, str]]) -> dict[str, str] | None:
    for wanted in (("failed", "failure", "fail"), ("delayed",)):
        for fields in blocks:
            action = fields.get("action", "").lower().split("(")[0].strip(" ;.")
            status = fields.get("status", "")[:1]
            if action.startswith(wanted) or (action not in _GOOD and action != "delayed" and status in ("4", "5")):
                return fields
    return next((fields for fields in blocks if not fields.get("action") and not fields.get("status")), None)


_GOOD = {"delivered", "relayed", "expanded"}


def _reported_recipient(fields: dict[str, str]) -> str | None:
    for name in ("final-recipient", "original-recipient", "x-actual-recipient"):
        found = ADDRESS.search(header.decode_words(fields.get(name, "")))
        if found:
            return found[0].rstrip(".")
    return None


def _recipient(root: Part, body: Body, notice: str, text: str, sender: Address | None) -> str | None:
    failed = ADDRESS.search(root.text("x-failed-recipients"))
    if failed:
        return failed[0]
    own = {
        found.lower()
        for name in ("to", "from", "delivered-to", "x-original-to")
        for found in ADDRESS.findall(root.text(name))
    }
    if sender:
        own.add(sender.address.lower())
    for place in _PLACES:
        for found in place.finditer(notice):
            address = found[1].strip(".,;")
            if address.lower() not in own and not address.lower().startswith(("postmaster@", "mailer-daemon@")):
                return address
    return returned.recipient(body, text)


def _near(notice: str, recipient: str | None) -> str:
    """The notice from the recipient on: reasons follow the address they are about."""
    start = notice.find(recipient) if recipient else -1
    return notice[start + len(recipient or "") :][:2_000] if start >= 0 else notice


def _status(fields: dict[str, str], near: str, notice: str) -> tuple[str, bool]:
    """The enhanced status, and whether the address itself is what is wrong."""
    diagnostic = fields.get("diagnostic-code") or fields.get("x-display-name") or ""
    cause = _cause(diagnostic)
    if cause is None and not _ENHANCED.search(diagnostic):
        cause = _cause(near) or _cause(notice)
    reported = _code(fields.get("status", ""))
    spoken = next(
        (code for code in map(_code, (diagnostic, near, notice)) if code and not code.startswith("2")), None
    )
    delayed = fields.get("action", "").lower().startswith("delayed") or (
        not reported and not spoken and _DELAY.search(_plain(notice))
    )
    status = reported if reported and not reported.startswith("2") else None
    if spoken and (status is None or _GENERIC.fullmatch(status)):
        status = spoken
    if status is None:
        status = _derived(f"{diagnostic} {near}", notice, cause)
    elif _GENERIC.fullmatch(status) and cause is not None:
        status = status[0] + cause.status[1:]
    if delayed and status.startswith("5"):
        status = _EXPIRED if _GENERIC.fullmatch(status) else "4" + status[1:]
    if status.startswith("4"):
        return status, False
    if cause is not None and cause.status[0] == "5":
        return status, cause.permanent
    return status, status in bounce_phrases.PERMANENT


def _derived(near: str, notice: str, cause: bounce_phrases.Cause | None) -> str:
    reply = _REPLY.search(near) or _REPLY.search(notice)
    code = bounce_phrases.REPLIES.get(reply[1]) if reply else None
    if cause is None:
        return code or "5.0.0"
    return (code[0] if code else cause.status[0]) + cause.status[1:]


def _code(text: str) -> str | None:
    found = _ENHANCED.search(text)
    return f"{found[1]}.{int(found[2])}.{int(found[3])}" if found else None


def _cause(text: str) -> bounce_phrases.Cause | None:
    plain = _plain(text).replace("unknown address error", "")  # one vendor's preface to every refusal
    return next((cause for cause, pattern in _CAUSES if pattern.search(plain)), None)
