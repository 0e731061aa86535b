"""`dial2 ticket`, as staff types it, against triage as it runs."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.integration.triage.office import OUTAGE, Office, mail
from tests.integration.triage.site import TOKEN, staffed, triage_at
from tests.ports import free_port


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Terminal:
    url: str
    token: str = TOKEN

    async def types(self, *words: object) -> Said:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "dial2", "ticket", *map(str, words)),
            env=os.environ | {"DIAL2_API_URL": self.url, "DIAL2_STAFF_TOKEN": self.token, "COLUMNS": "200"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        assert process.returncode is not None
        return Said(process.returncode, out.decode(), err.decode())


@pytest_asyncio.fixture
async def terminal(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Terminal]:
    staffed(monkeypatch)
    async with triage_at(office.scratch.url, tmp_path) as url:
        yield Terminal(url)


async def test_a_tickets_day(office: Office, terminal: Terminal) -> None:
    """From the call back to the client's agreement; each is recorded under the caller's name."""
    ticket = await office.opens(OUTAGE)
    for words in (
        ("severity", ticket, "major", "--why", "one site only"),
        ("callback", ticket, "--how", "email", "--note", "asked for the log"),
        ("update", ticket, "A technician is on site."),
        ("waiting", ticket, "--why", "asked for the site"),
        ("resume", ticket, "--why", "they called"),
        ("propose", ticket, "In the next release.", "--kind", "patch", "--promised-for", "2026-12-01"),
        ("reopen", ticket, "--why", "the patch did not help"),
        ("propose", ticket, "Restarted."),
        ("agree", ticket),
    ):
        said = await terminal.types(*words)
        assert (said.code, said.out) == (0, f"ticket {ticket}: {words[0]} recorded\n"), said.err
    history = await office.history(ticket)
    assert [event.type for event in history[-9:]] == [
        "severity.assigned",
        "callback.made",
        "update.given",
        "ticket.waiting",
        "ticket.resumed",
        "resolution.proposed",
        "ticket.reopened",
        "resolution.proposed",
        "resolution.agreed",
    ]
    assert {event.actor for event in history[-9:]} == {"duty-lead"}
    assert b'"promised_for":"2026-12-01T00:00:00Z"' in bytes(history[-4].payload)


async def test_the_list_shows_open_tickets_and_all_of_them_when_asked(office: Office, terminal: Terminal) -> None:
    first, second = await office.opens(OUTAGE, request="1"), await office.opens(request="2")
    assert (await terminal.types("merge", first, "--into", second)).code == 0
    listed = await terminal.types("list")
    assert str(second) in listed.out
    assert str(first) not in listed.out
    assert str(first) in (await terminal.types("list", "--all")).out


async def test_a_subject_in_brackets_is_listed_as_it_was_written(office: Office, terminal: Terminal) -> None:
    await office.receives(mail("1", subject="[red]Overtime[/red] [/] report"))
    listed = await terminal.types("list")
    assert listed.code == 0, listed.err
    assert "[red]Overtime[/red] [/] report" in listed.out


async def test_a_ticket_is_shown_with_what_happened_to_it(office: Office, terminal: Terminal) -> None:
    ticket = await office.opens(OUTAGE)
    shown = await terminal.types("show", ticket)
    assert shown.out.startswith(f"Ticket {ticket}: Overtime report\n")
    assert "severity critical" in shown.out
    assert "ticket.opened" in shown.out
    past = await terminal.types("show", ticket, "--as-of", "2026-01-01")
    assert "ticket.opened" not in past.out
    whole = json.loads((await terminal.types("show", ticket, "--json")).out)
    assert whole["ticket"]["ticket"] == ticket


async def test_a_refusal_is_one_sentence_and_exit_code_2(office: Office, terminal: Terminal) -> None:
    ticket = await office.opens()
    refused = await terminal.types("agree", ticket)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"dial2: Ticket {ticket} is open: agree is for tickets that are proposed.")
    assert "Traceback" not in refused.err


async def test_a_wrong_token_a_wrong_address_and_a_wrong_number_are_told_apart(terminal: Terminal) -> None:
    stranger = await Terminal(terminal.url, "another-token-of-16").types("list")
    assert (stranger.code, "Send `Authorization: Bearer" in stranger.err) == (2, True)
    nowhere = await Terminal(f"http://127.0.0.1:{free_port()}").types("list")
    assert (nowhere.code, "does not answer" in nowhere.err) == (2, True)
    missing = await terminal.types("show", 7)
    assert (missing.code, missing.err.strip()) == (2, "dial2: There is no ticket 7")
