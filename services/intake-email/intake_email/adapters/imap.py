"""One signed-in connection to an IMAP server (RFC 3501). All of it blocks: it belongs in a thread of its own."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
from datetime import datetime
from pathlib import Path

import msgspec
from imapclient import IMAPClient, SocketTimeout

from dial2.errors import Permanent
from intake_email.mailboxes import Mailbox

_CONNECT_SECONDS = 10.0
_READ_SECONDS = 60.0
_TOKEN_SECONDS = 30.0


class Folder(msgspec.Struct, frozen=True):
    """While `uidvalidity` stays, a UID names one mail for ever; new ones begin at `next_uid`."""

    uidvalidity: int
    next_uid: int


class Found(msgspec.Struct, frozen=True):
    """A mail in the folder; of one that is too big, its header."""

    content: bytes
    received_at: datetime
    size: int  # octets of the whole mail
    whole: bool


class Connection:
    """Raises OSError or imapclient's error; after either it is of no more use."""

    def __init__(self, mailbox: Mailbox, max_bytes: int) -> None:
        self._mailbox = mailbox
        self._max_bytes = max_bytes
        tls = ssl.create_default_context(cafile=mailbox.ca_file)
        self._client = IMAPClient(
            mailbox.host,
            mailbox.port,
            ssl=mailbox.tls == "implicit",
            ssl_context=tls,
            timeout=SocketTimeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
        )
        try:
            self._client.normalise_times = False  # received_at with its zone
            if mailbox.tls == "starttls":
                self._client.starttls(tls)
            self._sign_in()
            self._can_idle: bool = self._client.has_capability("IDLE")
        except BaseException:
            self.abort()
            raise

    def _sign_in(self) -> None:
        if self._mailbox.password_file:
            self._client.login(self._mailbox.user, Path(self._mailbox.password_file).read_text().strip())
        else:
            self._client.oauth2_login(self._mailbox.user, self._token())

    def _token(self) -> str:
        if self._mailbox.token_file:
            return Path(self._mailbox.token_file).read_text().strip()
        command = self._mailbox.token_command
        try:
            ran = subprocess.run(command, check=True, capture_output=True, text=True, timeout=_TOKEN_SECONDS)  # noqa: S603 - the operator's own command
        except (OSError, subprocess.SubprocessError) as error:
            raise Permanent(f"{command[0]} gave no token ({type(error).__name__}); see token_command") from error
        return ran.stdout.strip()

    def look(self) -> Folder:
        """The folder as it is now."""
        selected = self._client.select_folder(self._mailbox.folder)
        try:
            return Folder(selected[b"UIDVALIDITY"], selected[b"UIDNEXT"])
        except KeyError as error:
            raise Permanent(f"the server gives its mails no lasting UIDs ({error} is missing)") from error

    def uids(self, low: int, high: int) -> list[int]:
        """Of the mails between, both inclusive, in order."""
        since = ["SINCE", self._mailbox.since] if self._mailbox.since else []
        return sorted(self._client.search(["UID", f"{low}:{high}", *since]))

    def fetch(self, uid: int) -> Found | None:
        """None if it is gone. Leaves its flags alone."""
        if not (facts := self._client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)):
            return None
        size = facts[b"RFC822.SIZE"]
        whole = size <= self._max_bytes
        part = "BODY[]" if whole else "BODY[HEADER]"
        if not (parts := self._client.fetch([uid], [part.replace("BODY", "BODY.PEEK")]).get(uid)):
            return None
        return Found(content=parts[part.encode()], received_at=facts[b"INTERNALDATE"], size=size, whole=whole)

    def settle(self, uid: int) -> None:
        """Do with a stored mail what the mailbox's `after` says."""
        match self._mailbox.after:
            case "seen":
                self._client.add_flags([uid], [b"\\Seen"], silent=True)
            case "delete":
                self._delete(uid)
            case "move" if self._client.has_capability("MOVE"):
                self._client.move([uid], self._mailbox.move_to)
            case "move":
                self._client.copy([uid], self._mailbox.move_to)
                self._delete(uid)

    def _delete(self, uid: int) -> None:
        """Only this one: a plain EXPUNGE would take what others have marked as well."""
        self._client.add_flags([uid], [b"\\Deleted"], silent=True)
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge([uid])

    def begin_idle(self) -> bool:
        """Ask to be told of news (RFC 2177); False where the server cannot."""
        if self._can_idle:
            self._client.idle()
        return self._can_idle

    def news(self, seconds: float) -> bool:
        """While idle: whether the server has told anything within so long."""
        return bool(self._client.idle_check(timeout=seconds))

    def end_idle(self) -> None:
        self._client.idle_done()

    def close(self) -> None:
        self._client.logout()

    def abort(self) -> None:
        """From any thread: whoever waits for the server wakes with an error."""
        with contextlib.suppress(OSError):
            self._client.socket().shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self._client.socket().close()
