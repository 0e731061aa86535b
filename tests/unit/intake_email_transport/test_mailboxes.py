"""The file that names addresses and mailboxes, and what it says of its own mistakes."""

from importlib.resources import files
from pathlib import Path

import pytest

from dial2 import roster
from intake_email.addresses import Addresses
from intake_email.mailboxes import MailboxesError, load

ROSTER = roster.load(Path(str(files("dial2_sandbox").joinpath("roster.toml"))))
CLIENT = next(iter(ROSTER.clients))
GOOD = f"""
[addresses]
"help@example.com" = ""
"vip@example.com" = "{CLIENT}"

[[imap]]
name = "support"
address = "support@example.com"
host = "imap.example.com"
user = "support@example.com"
password_file = "/run/secrets/imap"
after = "move"
move_to = "Taken"
since = 2026-01-01
"""


def problems(tmp_path: Path, text: str) -> tuple[str, ...]:
    path = tmp_path / "mailboxes.toml"
    path.write_text(text)
    with pytest.raises(MailboxesError) as raised:
        load(path, ROSTER)
    return raised.value.problems


def test_a_file_names_addresses_and_mailboxes(tmp_path: Path) -> None:
    path = tmp_path / "mailboxes.toml"
    path.write_text(GOOD)
    mailboxes = load(path, ROSTER)
    assert mailboxes.addresses == {"help@example.com": "", "vip@example.com": CLIENT}
    assert [(m.name, m.port, m.tls, m.folder) for m in mailboxes.imap] == [("support", 993, "implicit", "INBOX")]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('"help@example.com"', '"help"', "addresses.help: is no address"),
        (f'"{CLIENT}"', '"nobody"', "addresses.vip@example.com: 'nobody' is no client"),
        ("password_file", 'token_file = "/run/token"\npassword_file', "imap[1]: needs exactly one of"),
        ('password_file = "/run/secrets/imap"\n', "", "imap[1]: needs exactly one of"),
        ('move_to = "Taken"\n', "", "imap[1].move_to: names a folder"),
        ('after = "move"', 'after = "burn"', "imap[1].after: 'burn' is unknown"),
        ('host = "imap.example.com"', 'host = "imap.example.com"\ntls = "none"', 'imap[1].tls: "none" would send'),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, before: str, after: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in problems(tmp_path, GOOD.replace(before, after)))


def test_two_mailboxes_of_one_name_would_share_one_cursor(tmp_path: Path) -> None:
    twice = GOOD + GOOD[GOOD.index("[[imap]]") :]
    assert [found.split(":")[0] for found in problems(tmp_path, twice)] == ["imap[1].name", "imap[2].name"]


def test_an_address_of_a_client_says_whose_mail_it_is() -> None:
    addresses = Addresses({"support@example.com": "", "vip@example.com": "northgate"})
    assert addresses.client_of(["support@example.com", "VIP+12.abc@Example.com"]) == "northgate"
    assert addresses.client_of(["support@example.com", "postmaster"]) is None
