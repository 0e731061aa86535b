"""From what was reported and said to an RFC 3463 status, and whether the address itself is at fault.

Which source wins where they disagree:

* The class is the reported code's, whatever the action: 4.4.7 with "failed" is class 4, a passing condition that
  was given up on (RFC 3463). "Delayed" is class 4. Without a code it is the first digit of the reply; without that
  5 where the notice calls the failure final, else the class of its cause: a timeout 4, an unknown user 5.
* A specific reported code stands; a vague one (5.0.0, 4.2.0) yields to a specific one in the server's own reply,
  and "other or undefined status" (x.0.0) also to what the words say, since systems write it for everything.
* Whether the address is at fault is the words' to say before any code's: servers refuse spam with 5.1.1 and
  unknown users with 5.7.1. Without words it is the code's. A refusal of the sender or the connection says nothing.
* The server's reply comes before the notice around it, and there the lines about this recipient before the rest.
"""

import msgspec

from intake_email.reading.bounce import phrases, report, smtp
from intake_email.reading.bounce.phrases import Cause

_EXPIRED, _UNDEFINED = "4.4.7", "5.0.0"
_DOMAIN_GONE = "5.1.2"


class Verdict(msgspec.Struct, frozen=True):
    status: str
    permanent: bool
    delayed: bool


def of(fields: report.Fields, section: str, notice: str) -> Verdict:
    """`fields` may be empty; `section` is the part of the notice that speaks of this recipient."""
    reply = report.diagnostic(fields)
    sources = (reply, section, notice)
    before = smtp.is_refused_before_recipient(f"{reply}\n{section.strip() or notice}")
    reported = smtp.enhanced(fields.get("status", ""))
    cause = _cause(sources, reported)
    spoken = next((code for code in map(smtp.enhanced, sources) if code), None)
    digits = next((code for code in map(smtp.reply, sources) if code), None)
    delayed = report.is_delayed(fields) or (
        not (reported or spoken or (digits or "").startswith("5"))
        and phrases.DELAY.search(phrases.plain(notice)) is not None
        and phrases.FINAL.search(phrases.plain(notice)) is None  # "will not continue trying"
    )
    status = _status(reported, spoken, digits, None if before and cause and cause.permanent else cause, notice)
    if delayed and status.startswith("5"):
        status = _EXPIRED if smtp.is_vague(status) else "4" + status[1:]
    return Verdict(status, not before and _is_permanent(status, reported, cause, delayed=delayed), delayed)


def _cause(sources: tuple[str, str, str], reported: str | None) -> Cause | None:
    reply, section, notice = sources
    found = phrases.cause(reply)
    code = smtp.enhanced(reply) or (reported if reported in smtp.OF_THE_ADDRESS else None)
    if found is None and (code is None or smtp.is_vague(code)):
        found = phrases.cause(section) or phrases.cause(notice)
    return found


def _status(reported: str | None, spoken: str | None, digits: str | None, cause: Cause | None, notice: str) -> str:
    status = reported
    if spoken and (status is None or smtp.is_vague(status)):
        status = spoken if status is None or not smtp.is_vague(spoken) else status
    if status is None:
        return _derived(digits, cause, notice)
    if status[1:] == ".0.0" and cause is not None:
        return status[0] + cause.status[1:]
    return status


def _derived(digits: str | None, cause: Cause | None, notice: str) -> str:
    known = smtp.REPLIES.get(digits) if digits else None
    if cause is None:
        return known or _UNDEFINED
    if digits:
        return digits[0] + cause.status[1:]
    is_final = phrases.FINAL.search(phrases.plain(notice)) is not None
    return ("5" if is_final else cause.status[0]) + cause.status[1:]


def _is_permanent(status: str, reported: str | None, cause: Cause | None, *, delayed: bool) -> bool:
    if status.startswith("4"):  # "4.0.0, failed: no such domain" is what one large provider reports
        is_gone = cause is not None and cause.status == _DOMAIN_GONE
        return is_gone and not delayed and reported == "4.0.0"
    if cause is not None and cause.status.startswith("5"):
        return cause.permanent
    return status in smtp.OF_THE_ADDRESS
