"""What an SMTP server answered (RFC 5321), its enhanced code (RFC 3463), and to which command."""

import re

# Not a program's version ("Exim 4.7.1"): no other word may stand right before it.
_ENHANCED = re.compile(
    r"(?i)(?<![\w.])(?:(?<![a-z] )|(?<=error )|(?<=code )|(?<=status )|(?<=smtp )|(?<=said )|(?<=esmtp ))"
    r"([245])\.([0-7])\.(\d{1,3})(?!\d|\.\d)"
)
_REPLY = re.compile(r"(?<![\w./-])(4[2-7]\d|5[0-7]\d)(?![\w./]|-\d{3})")
_OTHER = re.compile(r"[245]\.\d\.0|[245]\.0\.\d+")

# Words of notices that tell which command was refused; before RCPT nothing is said of the recipient.
_BEFORE_RECIPIENT = re.compile(
    r"(?i)in reply to (?:e?hlo|helo|mail|starttls|auth|initial|the initial)"
    r"|after (?:mail from|initial connection|(?:sending )?[eh][eh]lo|helo|starttls|auth|pipelined mail)"
    r"|>>> ?(?:mail|ehlo|helo|starttls|auth)\b[^\n]{0,500}\r?\n[ \t]*<<< ?[45]"
    r"|sender was rejected|greeting failed|my name was rejected"
)
_RECIPIENT_OR_LATER = re.compile(
    r"(?i)in reply to (?:rcpt|end of data|data)|after (?:rcpt to|end of data|data|pipelined rcpt)"
    r"|>>> ?(?:rcpt|data)\b|does not like recipient|failed after i sent the message"
)

# A reply code without an enhanced one, where the words say nothing.
REPLIES = {
    "421": "4.4.2", "422": "4.2.2", "431": "4.3.1", "432": "4.3.2", "441": "4.4.1", "442": "4.4.2",
    "446": "4.4.6", "447": "4.4.7", "450": "4.2.0", "451": "4.3.0", "452": "4.3.1", "454": "4.7.0",
    "471": "4.7.1", "500": "5.5.2", "501": "5.5.4", "502": "5.5.1", "503": "5.5.1", "504": "5.5.4",
    "510": "5.1.1", "511": "5.1.1", "512": "5.1.2", "521": "5.3.2", "523": "5.3.4", "530": "5.7.0",
    "535": "5.7.8", "541": "5.7.1", "550": "5.0.0", "551": "5.1.6", "552": "5.2.2", "553": "5.1.3",
    "554": "5.0.0", "556": "5.1.10", "571": "5.7.1",
}  # fmt: skip

# Codes that speak of the address or its domain (RFC 3463, 7504, 7505, and Exchange Online's own).
OF_THE_ADDRESS = {
    "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.1.351", "5.2.1", "5.4.4", "5.4.310",
}  # fmt: skip


def enhanced(text: str) -> str | None:
    """The enhanced code of a failure: the first that is specific, else the first."""
    codes = [f"{one[1]}.{int(one[2])}.{int(one[3])}" for one in _ENHANCED.finditer(text) if one[1] != "2"]
    return next((code for code in codes if not is_vague(code)), codes[0] if codes else None)


def reply(text: str) -> str | None:
    """The first reply code of a failure: three digits."""
    found = _REPLY.search(text)
    return found[1] if found else None


def is_vague(code: str) -> bool:
    """Whether a code says no more than "other" or "undefined"."""
    return _OTHER.fullmatch(code) is not None


def is_refused_before_recipient(text: str) -> bool:
    """Whether the refusal met the connection or the sender, so that nothing is known of the recipient."""
    return _BEFORE_RECIPIENT.search(text) is not None and _RECIPIENT_OR_LATER.search(text) is None
