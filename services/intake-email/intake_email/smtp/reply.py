"""Replies (RFC 5321, 4.2), with enhanced status codes (RFC 3463)."""

from typing import NamedTuple


class Reply(NamedTuple):
    code: int
    lines: tuple[str, ...]

    def encode(self) -> bytes:
        *first, last = self.lines
        return "".join([*(f"{self.code}-{line}\r\n" for line in first), f"{self.code} {last}\r\n"]).encode("ascii")


def reply(code: int, *lines: str) -> Reply:
    return Reply(code, lines)


OK = reply(250, "2.0.0 OK")
SENDER_OK = reply(250, "2.1.0 OK")
RECIPIENT_OK = reply(250, "2.1.5 OK")
STORED = reply(250, "2.0.0 Stored")
CANNOT_VERIFY = reply(252, "2.1.5 Cannot verify; send and see")
SEND_CONTENT = reply(354, "End with a dot on a line of its own")
START_TLS = reply(220, "2.0.0 Ready to start TLS")
BYE = reply(221, "2.0.0 Bye")

CLOSING = reply(421, "4.3.2 Closing for a restart; please try again")
TOO_MANY_ERRORS = reply(421, "4.7.0 Too many errors")
NOT_SMTP = reply(421, "4.7.0 This is a mail server")
NOT_STORED = reply(451, "4.3.0 The message could not be stored; please try again")
NO_ROOM = reply(452, "4.3.1 Too much mail at once; please try again")

NO_SYNTAX = reply(500, "5.5.2 A command is one line of printable characters that ends with CRLF")
LINE_TOO_LONG = reply(500, "5.5.2 Command line too long")
UNKNOWN_COMMAND = reply(500, "5.5.1 Command not recognized")
NO_ARGUMENT = reply(501, "5.5.4 This command takes no argument")
NAME_YOURSELF = reply(501, "5.5.4 Give your host name")
NOT_IMPLEMENTED = reply(502, "5.5.1 Command not implemented")
GREET_FIRST = reply(503, "5.5.1 Greet first")
MAIL_FIRST = reply(503, "5.5.1 MAIL first")
RECIPIENT_FIRST = reply(503, "5.5.1 RCPT first")
ALREADY_MAIL = reply(503, "5.5.1 A transaction is open; RSET ends it")
ALREADY_TLS = reply(503, "5.5.1 TLS is already on")
PIPELINED_TLS = reply(421, "4.7.0 Nothing may follow STARTTLS before TLS has begun")
UNKNOWN_RECIPIENT = reply(550, "5.1.1 No such recipient here")
BARE_NEWLINE = reply(550, "5.5.2 Bare CR or LF in the message; each line must end with CRLF (RFC 5321, 2.3.8)")
NEEDS_UTF8 = reply(553, "5.6.7 An address outside ASCII needs SMTPUTF8")
UNSUPPORTED = reply(555, "5.5.4 Parameter not supported")


def greeting(hostname: str, protocol: str) -> Reply:
    return reply(220, f"{hostname} {protocol} dial2")


def too_big(max_bytes: int) -> Reply:
    return reply(552, f"5.3.4 Message too big; at most {max_bytes} octets are accepted")


def too_many_recipients(most: int) -> Reply:
    return reply(452, f"4.5.3 Too many recipients; at most {most} in one transaction")


def idle(seconds: float) -> Reply:
    return reply(421, f"4.4.2 Nothing heard for {seconds:g} s")
