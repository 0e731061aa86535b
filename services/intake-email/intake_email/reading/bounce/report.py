"""The fields of a delivery report (RFC 3464, RFC 6533), as they are and as they are mangled."""

import re
from collections.abc import Iterable
from itertools import pairwise

from intake_email.reading import charset, header
from intake_email.reading.bounce.address import ADDRESS
from intake_email.reading.content import Body
from intake_email.reading.message import Part

Fields = dict[str, str]

_STATUS = ("message/delivery-status", "message/global-delivery-status")
_DISPOSITION = ("message/disposition-notification", "message/global-disposition-notification")
_RECEIPT = "disposition-notification"
_REJECTED = re.compile(r"(?i)reject|refus|not accept")
_OF_A_RECIPIENT = {"final-recipient", "original-recipient", "action", "status", "x-actual-recipient"}
_RECIPIENT_FIELDS = ("final-recipient", "original-recipient", "x-actual-recipient")
_ARRIVED = ("delivered", "deliverable", "relayed", "expanded")
_ESCAPED = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")  # RFC 6533's form of a character in an address
_CODE = re.compile(r"^\s*[245]\.\d\.\d{1,3}\b")
_CHARS = 200_000
_RECIPIENTS = 100


def is_of_another_kind(root: Part, said: str) -> bool:
    """Complaints and receipts; a receipt whose words reject the mail (RFC 5429) is a report of failure."""
    kind = root.parameters.get("report-type", "").lower()
    return kind == "feedback-report" or (kind == _RECEIPT and _REJECTED.search(said) is None)


def blocks(root: Part, body: Body, text: str) -> list[Fields]:
    """The groups of fields that each speak of one recipient: from report parts, else from the text."""
    kinds = _DISPOSITION if root.parameters.get("report-type", "").lower() == _RECEIPT else _STATUS
    found = [fields for part in _parts(body, kinds) for fields in read(part)]
    if not found and "final-recipient:" in text[:_CHARS].lower():
        found = list(read(text[:_CHARS]))
    return [fields for fields in found if fields.keys() & set(_RECIPIENT_FIELDS)] or found


def _parts(body: Body, kinds: tuple[str, ...]) -> Iterable[str]:
    for attached in body.attachments:
        if attached.content_type in kinds:
            yield charset.decode(attached.content[:_CHARS])[0]


def read(report: str) -> Iterable[Fields]:
    fields: Fields = {}
    last = ""
    for line in [*_lines(report), ""]:
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if not line.strip() or (name == "final-recipient" and name in fields):
            if fields.keys() & _OF_A_RECIPIENT:
                yield fields
            fields, last = {}, ""
        if line[:1] in (" ", "\t") and last and line.strip():
            fields[last] += " " + line.strip()
        elif line.strip():
            last = name if colon else ""
            if last:
                fields.setdefault(last, value.strip())


def _lines(report: str) -> list[str]:
    """Without the empty lines that a doubled line end puts between all of them."""
    lines = report.splitlines()
    if any(one.strip() and following.strip() for one, following in pairwise(lines)):
        return lines
    return [line for line in lines if line.strip()]


def undelivered(found: list[Fields]) -> list[Fields]:
    """Those that failed, then those that are delayed; at most a hundred."""
    missing = [fields for fields in found if not _has_arrived(fields)]
    return sorted(missing, key=is_delayed)[:_RECIPIENTS]


def is_delayed(fields: Fields) -> bool:
    return _action(fields).startswith("delay")


def _has_arrived(fields: Fields) -> bool:
    """By its action, which may come with a comment; without one, by its code."""
    if _action(fields):
        return _action(fields).startswith(_ARRIVED)
    return fields.get("status", "").startswith("2")


def _action(fields: Fields) -> str:
    return fields.get("action", "").lower().lstrip(" ;.")


def recipient(fields: Fields) -> str | None:
    """The final recipient; an inner one (`user@ims_daemon`) yields to the original."""
    named = [one for one in (_address(fields.get(name, "")) for name in _RECIPIENT_FIELDS) if one]
    return next((one for one in named if "." in one.partition("@")[2]), named[0] if named else None)


def _address(field: str) -> str | None:
    value = _ESCAPED.sub(_character, header.decode_words(field))
    found = ADDRESS.search(value.partition(";")[2] or value)
    return found[0].rstrip(".") if found else None


def _character(escaped: re.Match[str]) -> str:
    try:
        return charset.without_surrogates(chr(int(escaped[1], 16)))
    except ValueError:  # beyond the last character
        return ""


def diagnostic(fields: Fields) -> str:
    """What the server answered; also where it stands in the status field, in place of a code or behind it."""
    answer = fields.get("diagnostic-code") or fields.get("x-supplementary-info", "")  # Exchange's name for it
    status = fields.get("status", "")
    comment = _CODE.sub("", status)
    return " ".join(part for part in (answer, comment) if part).strip()
