"""What a mail system says in its own words, and whom it names in them."""

import re
from collections.abc import Iterable

from intake_email.reading.bounce import phrases
from intake_email.reading.bounce.address import DOMAIN, LOCAL

# Where the copy of the mail begins that is sent back.
_COPY = re.compile(
    r"(?im)^[>\s|]{0,8}(?:"
    r"(?:received|return-path|message-id|mime-version|x-[a-z-]{1,60}|dkim-signature):[ \t]?"
    r"|[-_=*\s]{2,80}(?:below (?:this|the next) line|this is a copy|(?:the )?original message(?! was received)"
    r"|returned message|returned mail|your original|unsent message|undelivered message|message header|header of"
    r"|forwarded message|included is|copy of|your message follows|start of|begin|the header and|mensaje original"
    r"|附件中)"
    r"|(?:below is a copy|your original|the header of the original|original message header|the following is a copy"
    r"|a copy of (?:the|your)|this is a copy of|included below is|the original message was included|-----original"
    r"|the text of your message|original message (?:follows|as received|attached)|message headers follow"
    r"|here is a copy|your message reads|the first \d{1,4} lines of|a summary of the undelivered)"
    r")"
)
# Which mail it is about, above what is said of it.
_RELATED = re.compile(r"(?im)^.{0,60}the following header fields:[ \t\r]*\n\s*(?:^[ \t]+\S.*\n)+")
_ADDRESS = rf"({LOCAL}@{DOMAIN})"
_PLACES = (  # where a notice names whom it could not reach, the surest first
    re.compile(rf"(?im)^[ \t>]{{0,20}}<{_ADDRESS}>(?: \(expanded from[^\n)]{{0,300}}\))?:"),
    re.compile(rf"(?im)^[ \t>*]{{0,20}}(?:\"[^\"\n]{{0,80}}\" |[^\n<>@:]{{0,80}} |smtp )?<{_ADDRESS}>"),
    re.compile(rf"(?i)rcpt to:\s{{0,9}}<?{_ADDRESS}"),
    re.compile(rf"(?im)^[ \t>*\u2022-]{{0,40}}{_ADDRESS}[ \t:;,.]{{0,9}}\r?$"),
    re.compile(rf"(?im)^[ \t>*\"'-]{{0,40}}(?:smtp:|mailto:)?{_ADDRESS}"),
    re.compile(rf"(?i)(?:smtp[:=]|(?:generated|expanded) (?:by|from):?)[ \t\r\n]{{0,9}}<?{_ADDRESS}"),
    re.compile(rf"(?i)(?:recipient|address|user|mailbox|account|to|for)[^\n@]{{0,40}}?[\s:<\"'(\[]{_ADDRESS}"),
    re.compile(rf"(?<![\w./=?&%-]){_ADDRESS}"),
)
# Whose mail it was, where a system tells its postmaster of it.
_SENDER = re.compile(rf"(?i)\b(?:sent by|sender is|mail from:|message from)\s{{0,9}}<?{_ADDRESS}")
_COMMAND = _PLACES[2]
_ALONE = (_PLACES[0], _PLACES[1], _PLACES[3])
_LISTED = (*_ALONE, _PLACES[4])
_SYSTEMS = ("postmaster@", "mailer-daemon@")
_CHARS = 20_000
_SECTION = 2_000
_RECIPIENTS = 100


def of(text: str) -> str:
    """The notice without the copy of the mail that it sends back."""
    text = _RELATED.sub("", text[: 4 * _CHARS])
    copy = _COPY.search(text, 40)
    return (text[: copy.start()] if copy else text)[:_CHARS]


def names_address(notice: str) -> bool:
    """Whether an address stands on a line of its own, or in the command that was refused."""
    return any(place.search(notice) for place in (*_ALONE, _COMMAND))


def recipients(notice: str, own: set[str]) -> list[str]:
    """Whom the notice says it could not reach, in order; never the addresses in `own` (in lower case).

    Nor whose mail it says it was, unless it names nobody else: people write to themselves.
    """
    senders = {one[1].lower() for one in _SENDER.finditer(notice)}
    others = _recipients(notice, own | senders)
    return others or (_recipients(notice, own) if senders else [])


def _recipients(notice: str, own: set[str]) -> list[str]:
    listed = phrases.BEFORE_RECIPIENT.search(notice.lower())
    zones = (notice[listed.start() :], notice) if listed else (notice,)
    for place in _PLACES:
        for zone in zones if place is not _PLACES[0] else (notice,):
            found = list(dict.fromkeys(_usable((one[1] for one in place.finditer(zone)), own)))
            if found:
                return found[:_RECIPIENTS] if place in _LISTED else found[:1]
    return []


def _usable(addresses: Iterable[str], own: set[str]) -> Iterable[str]:
    for address in addresses:
        bare = address.strip(".,;")
        if bare.lower() not in own and not bare.lower().startswith(_SYSTEMS):
            yield bare


def section(notice: str, recipient: str | None, others: Iterable[str]) -> str:
    """What the notice says of one recipient: the reasons follow the address that they are about."""
    at = notice.find(recipient) if recipient else -1
    if at < 0 or not recipient:
        return ""
    start = at + len(recipient)
    ends = (notice.find(other, start) for other in others if other != recipient)
    return notice[start : min((end for end in ends if end >= 0), default=len(notice))][:_SECTION]
