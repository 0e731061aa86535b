"""One client's conversation: which command may follow which, and what is answered."""

from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

import msgspec

from intake_email.smtp import reply as say
from intake_email.smtp.command import Command, Refused, parse, path
from intake_email.smtp.reply import Reply, reply

_FIXED = {"NOOP": say.OK, "VRFY": say.CANNOT_VERIFY, "EXPN": say.NOT_IMPLEMENTED, "HELP": say.NOT_IMPLEMENTED}
_WEB = {"GET", "POST", "PUT", "HEAD", "CONNECT", "OPTIONS"}  # a browser made to speak to a mail server


class Next(Enum):
    """What the connection does after the reply."""

    COMMAND = auto()
    CONTENT = auto()
    TLS = auto()
    CLOSE = auto()


class Answer(NamedTuple):
    reply: Reply
    next: Next = Next.COMMAND


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What every client is held to. `takes` says whether an address is one of ours."""

    hostname: str
    takes: Callable[[str], bool]
    max_bytes: int
    max_recipients: int = 100  # RFC 5321, 4.5.3.1.8: not fewer
    max_errors: int = 20
    lmtp: bool = False
    starttls: bool = False


class Session:
    """`sender` is None outside a transaction, and '' for the null reverse path.

    `may_send` is asked at each MAIL, and refuses with a reply.
    """

    def __init__(self, terms: Terms, *, may_send: Callable[[], Reply | None], encrypted: bool = False) -> None:
        self._terms = terms
        self._may_send = may_send
        self._encrypted = encrypted
        self._errors = 0
        self.client = ""  # as it named itself
        self.sender: str | None = None
        self.recipients: list[str] = []

    def greeting(self) -> Reply:
        return say.greeting(self._terms.hostname, "LMTP" if self._terms.lmtp else "ESMTP")

    def obey(self, line: bytes) -> Answer:
        """Answer a command line, given without its CRLF."""
        try:
            answer = self._answer(parse(line))
        except Refused as refusal:
            answer = Answer(refusal.reply)
        self._errors += answer.reply.code >= 500  # noqa: PLR2004 - a permanent negative reply
        if self._errors > self._terms.max_errors:
            return Answer(say.TOO_MANY_ERRORS, Next.CLOSE)
        return answer

    def settle(self, outcome: Reply) -> bytes:
        """End the transaction; the reply to the message, for LMTP one for each recipient (RFC 2033, 4.2)."""
        times = len(self.recipients) if self._terms.lmtp else 1
        if outcome == say.STORED:
            self._errors = 0
        self._reset()
        return outcome.encode() * times

    def _answer(self, command: Command) -> Answer:
        if command.verb in _WEB:
            return Answer(say.NOT_SMTP, Next.CLOSE)
        greetings = {"LHLO"} if self._terms.lmtp else {"EHLO", "HELO"}
        if command.verb in greetings:
            return Answer(self._greet(command))
        if command.verb in _FIXED:
            return Answer(_FIXED[command.verb])
        if taking := {"MAIL": self._mail, "RCPT": self._recipient}.get(command.verb):
            return Answer(taking(command.argument))
        alone = {"DATA": self._data, "RSET": self._rset, "QUIT": self._quit, "STARTTLS": self._starttls}
        if bare := alone.get(command.verb):
            return Answer(say.NO_ARGUMENT) if command.argument else bare()
        return Answer(say.UNKNOWN_COMMAND)

    def _greet(self, command: Command) -> Reply:
        if not command.argument:
            return say.NAME_YOURSELF
        self._reset()
        self.client = command.argument[:255]
        if command.verb == "HELO":
            return reply(250, self._terms.hostname)
        starttls = ["STARTTLS"] if self._terms.starttls and not self._encrypted else []
        extensions = ["PIPELINING", f"SIZE {self._terms.max_bytes}", *starttls]
        return reply(250, self._terms.hostname, *extensions, "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES")

    def _mail(self, argument: str) -> Reply:
        if not self.client:
            return say.GREET_FIRST
        if self.sender is not None:
            return say.ALREADY_MAIL
        sender, parameters = path("FROM", argument)
        for name, value in parameters.items():
            if refusal := self._unsupported(name, value):
                return refusal
        if not sender.isascii() and "SMTPUTF8" not in parameters:
            return say.NEEDS_UTF8
        if refusal := self._may_send():
            return refusal
        self.sender = sender
        return say.SENDER_OK

    def _unsupported(self, name: str, value: str | None) -> Reply | None:
        match name, value:
            case "SIZE", str(size) if size.isdecimal():
                return say.too_big(self._terms.max_bytes) if int(size) > self._terms.max_bytes else None
            case "BODY", str(body) if body.upper() in {"7BIT", "8BITMIME"}:
                return None
            case "SMTPUTF8", None:
                return None
            case "SIZE" | "BODY" | "SMTPUTF8", _:
                return reply(501, f"5.5.4 {name}: this value is not supported")
        return say.UNSUPPORTED

    def _recipient(self, argument: str) -> Reply:
        if self.sender is None:
            return say.MAIL_FIRST
        recipient, parameters = path("TO", argument)
        if parameters:
            return say.UNSUPPORTED
        if not self._terms.takes(recipient):
            return say.UNKNOWN_RECIPIENT
        if len(self.recipients) >= self._terms.max_recipients:
            return say.too_many_recipients(self._terms.max_recipients)
        self.recipients.append(recipient)
        return say.RECIPIENT_OK

    def _data(self) -> Answer:
        if self.sender is None:
            return Answer(say.MAIL_FIRST)
        if not self.recipients:
            return Answer(say.RECIPIENT_FIRST)
        return Answer(say.SEND_CONTENT, Next.CONTENT)

    def _rset(self) -> Answer:
        self._reset()
        return Answer(say.OK)

    def _quit(self) -> Answer:
        return Answer(say.BYE, Next.CLOSE)

    def _starttls(self) -> Answer:
        if not self._terms.starttls:
            return Answer(say.UNKNOWN_COMMAND)
        return Answer(say.ALREADY_TLS) if self._encrypted else Answer(say.START_TLS, Next.TLS)

    def _reset(self) -> None:
        self.sender = None
        self.recipients = []
