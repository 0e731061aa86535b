"""Whether a contact asks or reports anything; automatic mail, advertising, thanks and wrong numbers do not."""

from triage.assessment.matcher import Mention
from triage.assessment.reading import Reading

_BRIEF = 30  # words with which somebody only says thanks
_OUTAGE = ("outage.access", "outage.telephony", "outage.operations")
_TROUBLE = (
    "outage.access",
    "outage.telephony",
    "outage.operations",
    "failure.total",
    "failure.wrong",
    "failure.partial",
)


def not_a_request(reading: Reading) -> tuple[str, Mention] | None:
    """Return why nothing is asked (`noise.…`) and the words that say so, None for a request."""
    for concept, test in _TESTS:
        found = reading.all(concept)
        if found and test(reading, found):
            return concept, found[0]
    return None


def _automatic(reading: Reading, found: list[Mention]) -> bool:
    return any(reading.in_subject(mention) for mention in found) or (
        not reading.has(*_OUTAGE) and _early(reading, found[0])
    )


def _calendar(reading: Reading, found: list[Mention]) -> bool:
    """Whether a calendar wrote the subject: "Accepted: review", not "Work accepted, and lost"."""
    return any(mention.first == 0 and reading.in_subject(mention) for mention in found)


def _early(reading: Reading, mention: Mention) -> bool:
    return mention.first - reading.subject_length < 30  # noqa: PLR2004 - words: an automatic reply says so at once


def _bounce(reading: Reading, found: list[Mention]) -> bool:
    return any(reading.in_subject(mention) for mention in found) or len(found) > 1


def _bulk(_reading: Reading, found: list[Mention]) -> bool:
    return len(found) > 1


def _scam(reading: Reading, found: list[Mention]) -> bool:
    spans = {mention.first for mention in found}
    return len(spans) > 1 and not reading.has("outage.telephony", "outage.operations", "intent.fix")


def _pitch(reading: Reading, found: list[Mention]) -> bool:
    return len({mention.first for mention in found}) > 1 and not reading.has(*_OUTAGE)


def _notice(reading: Reading, _found: list[Mention]) -> bool:
    return not _asks(reading) and any("?" not in token.text for token in reading.tokens)


def _thanks(reading: Reading, _found: list[Mention]) -> bool:
    trouble = [m for concept in _TROUBLE for m in reading.active(concept) if not reading.in_subject(m)]
    brief = len(reading.tokens) <= _BRIEF
    return not trouble and not _asks(reading) and (brief or reading.is_reply or reading.has("recovered.now"))


def _misdial(reading: Reading, found: list[Mention]) -> bool:
    if reading.contact.channel not in ("voicemail", "phone", "sms") or reading.has(*_OUTAGE):
        return False
    return len(found) > 1 or not reading.has("phone.strong", "dashboard.strong", "other.strong")


def _asks(reading: Reading) -> bool:
    body = reading.tokens[reading.subject_length :]
    return any(token.text == "?" for token in body) or any(
        not reading.in_subject(mention)
        for concept in ("intent.question", "intent.wish", "intent.fix")
        for mention in reading.active(concept)
    )


_TESTS = (
    ("noise.bounce", _bounce),
    ("noise.automatic", _automatic),
    ("noise.calendar", _calendar),
    ("noise.bulk", _bulk),
    ("noise.scam", _scam),
    ("noise.pitch", _pitch),
    ("noise.notice", _notice),
    ("noise.thanks", _thanks),
    ("noise.misdial", _misdial),
)
