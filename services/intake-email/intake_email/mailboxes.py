"""The file that names further support addresses, and mailboxes to be read over IMAP."""

from collections.abc import Iterator
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from dial2.roster.model import Roster
from dial2.toml_file import FileError, Section, read


class Mailbox(Section, frozen=True, kw_only=True):
    """A folder on an IMAP server. Each mail in it is taken once, whatever its flags.

    Signs in with a password, or with an OAuth 2 token, which is read anew at each connection.
    """

    name: str  # in logs, metrics and readiness
    address: str  # whose mail lies in it
    host: str
    port: int = 993
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    ca_file: str | None = None  # of a private authority
    user: str
    password_file: str | None = None
    token_file: str | None = None
    token_command: list[str] = []
    folder: str = "INBOX"
    since: date | None = None  # mail that came before is left alone
    after: Literal["keep", "seen", "delete", "move"] = "keep"  # what becomes of a mail once it is stored
    move_to: str | None = None


class Mailboxes(Section, frozen=True, kw_only=True):
    """`addresses`: taken over SMTP and LMTP; the client whose mail it is for, by its key in the roster, or ""."""

    addresses: dict[str, str] = {}
    imap: list[Mailbox] = []


class MailboxesError(FileError):
    """A file of mailboxes that cannot be used."""


def load(path: Path, roster: Roster) -> Mailboxes:
    """Raises `MailboxesError` with every problem found."""
    mailboxes = read(path, Mailboxes, MailboxesError)
    if problems := [*_address_problems(mailboxes, roster), *_imap_problems(mailboxes.imap)]:
        raise MailboxesError(path, problems)
    return mailboxes


def _address_problems(mailboxes: Mailboxes, roster: Roster) -> Iterator[str]:
    for address, client in mailboxes.addresses.items():
        local, _, domain = address.rpartition("@")
        if not local or not domain:
            yield f"addresses.{address}: is no address; write it as help@example.com"
        if client and client not in roster.clients:
            known = ", ".join(roster.clients) or "none in this roster"
            yield f'addresses.{address}: {client!r} is no client; allowed: "" or {known}'


def _imap_problems(imap: list[Mailbox]) -> Iterator[str]:
    names = [mailbox.name for mailbox in imap]
    for place, mailbox in enumerate(imap, 1):
        key = f"imap[{place}]"
        if names.count(mailbox.name) > 1:
            yield f"{key}.name: {mailbox.name!r} is there twice; each mailbox needs a name of its own"
        if sum(map(bool, (mailbox.password_file, mailbox.token_file, mailbox.token_command))) != 1:
            yield f"{key}: needs exactly one of password_file, token_file and token_command"
        if (mailbox.after == "move") != (mailbox.move_to is not None):
            yield f'{key}.move_to: names a folder where after = "move", and stands nowhere else'
        if mailbox.tls == "none" and not _is_loopback(mailbox.host):
            yield f'{key}.tls: "none" would send the password in the clear; allowed for a loopback address only'


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
