"""Triage over HTTP: staff's API, and the page behind a proposal's links."""

from typing import Any

import httpx
import pytest

from dial2 import ticket_links
from tests.integration.triage.office import Office
from tests.integration.triage.site import SECRET, STAFF
from tests.polling import eventually
from tests.servers.postgres import PostgresServer
from triage.lifecycle import ACTIONS, possible

UPDATE = {"text": "Still at it."}


def detail(response: httpx.Response) -> str:
    return str(response.json()["detail"])


async def proposed(office: Office, http: httpx.AsyncClient) -> int:
    ticket = await office.opens()
    body = {"kind": "fix", "text": "Mended."}
    assert (await http.post(f"/api/tickets/{ticket}/propose", json=body)).status_code == 204
    return ticket


def link(http: httpx.AsyncClient, answer: ticket_links.Answer, ticket: int, *, proposal: int = 1) -> str:
    return ticket_links.link(str(http.base_url), SECRET, answer, ticket=ticket, proposal=proposal)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer"}])
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("GET", "/1001"), ("POST", "/1001/update")])
async def test_nobody_gets_in_without_a_token(
    http: httpx.AsyncClient, headers: dict[str, str], method: str, path: str
) -> None:
    del http.headers["Authorization"]
    refused = await http.request(method, f"/api/tickets{path}", headers=headers, json=UPDATE)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"


async def test_a_token_is_no_good_under_another_scheme(http: httpx.AsyncClient) -> None:
    basic = {"Authorization": STAFF["Authorization"].replace("Bearer", "Basic")}
    assert (await http.get("/api/tickets", headers=basic)).status_code == 401


async def test_open_tickets_are_listed_the_most_severe_first(office: Office, http: httpx.AsyncClient) -> None:
    mild = await office.opens(request="1")
    severe = await office.opens("Nobody can log in, the whole site is down for everyone.", request="2")
    listed = (await http.get("/api/tickets")).json()
    assert [ticket["ticket"] for ticket in listed] == [severe, mild]
    assert len((await http.get("/api/tickets", params={"limit": 1})).json()) == 1


async def test_closed_and_silent_tickets_are_listed_when_asked_for(
    office: Office, http: httpx.AsyncClient
) -> None:
    ticket = await proposed(office, http)
    await http.post(f"/api/tickets/{ticket}/agree")
    assert (await http.get("/api/tickets")).json() == []
    assert len((await http.get("/api/tickets", params={"all": "true"})).json()) == 1


async def test_a_ticket_is_shown_with_its_history(office: Office, http: httpx.AsyncClient) -> None:
    ticket = await office.opens()
    shown = (await http.get(f"/api/tickets/{ticket}")).json()
    assert shown["ticket"]["status"] == "open"
    assert [event["type"] for event in shown["history"]][:2] == ["ticket.opened", "severity.assigned"]
    assert [event["version"] for event in shown["history"]] == [1, 2, 3]


async def test_what_staff_does_is_recorded_under_the_name_of_the_token(
    office: Office, http: httpx.AsyncClient
) -> None:
    ticket = await office.opens()
    bodies: dict[str, dict[str, Any]] = {
        "severity": {"severity": "major", "why": "many users"},
        "callback": {"how": "phone", "note": "on the phone"},
        "update": UPDATE,
        "waiting": {"why": "asked"},
        "resume": {"why": "they called"},
        "propose": {"kind": "patch", "text": "In the release.", "promised_for": "2026-12-01T00:00:00Z"},
        "reopen": {"why": "not yet"},
    }
    for action, body in bodies.items():
        done = await http.post(f"/api/tickets/{ticket}/{action}", json=body)
        assert (done.status_code, done.content) == (204, b"")
    events = (await office.history(ticket))[-len(bodies) :]
    assert {event.actor for event in events} == {"duty-lead"}


async def test_a_ticket_that_is_not_there_is_404(http: httpx.AsyncClient) -> None:
    for response in (await http.get("/api/tickets/7"), await http.post("/api/tickets/7/update", json=UPDATE)):
        assert (response.status_code, detail(response)) == (404, "There is no ticket 7")


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x"])
async def test_what_cannot_be_a_ticket_is_told_so(http: httpx.AsyncClient, number: str) -> None:
    assert (await http.get(f"/api/tickets/{number}")).status_code == 422
    assert (await http.post(f"/api/tickets/{number}/update", json=UPDATE)).status_code == 422


async def test_a_refusal_is_409_in_words(office: Office, http: httpx.AsyncClient) -> None:
    ticket = await office.opens()
    refused = await http.post(f"/api/tickets/{ticket}/agree")
    assert refused.status_code == 409
    assert detail(refused) == (
        f"Ticket {ticket} is open: agree is for tickets that are proposed. "
        f"Possible now: {', '.join(action for action in ACTIONS if possible(action, 'open'))}."
    )


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("severity", {"severity": "awful", "why": "x"}),
        ("severity", {"severity": "major", "why": ""}),
        ("update", {}),
        ("propose", {"kind": "patch", "text": "x", "promised_for": "2026-12-01T00:00:00"}),
        ("merge", {"into": 0}),
    ],
)
async def test_a_body_that_makes_no_sense_is_422(
    office: Office, http: httpx.AsyncClient, action: str, body: dict[str, Any]
) -> None:
    ticket = await office.opens()
    refused = await http.post(f"/api/tickets/{ticket}/{action}", json=body)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["errors"][0]["loc"][0] == "body"
    assert detail(refused).startswith("body.")


async def test_while_postgres_is_away_it_says_try_again_and_then_works(
    office: Office, http: httpx.AsyncClient, postgres_server: PostgresServer
) -> None:
    ticket = await office.opens()
    postgres_server.kill()
    try:
        away = await http.post(f"/api/tickets/{ticket}/update", json=UPDATE)
        assert (away.status_code, away.headers["Retry-After"]) == (503, "2")
        assert detail(away).startswith("Postgres does not answer")
        page = await http.post(link(http, "agree", ticket))
        assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    finally:
        postgres_server.start()

    async def updated() -> bool:
        return (await http.post(f"/api/tickets/{ticket}/update", json=UPDATE)).status_code == 204

    await eventually(updated)


@pytest.mark.parametrize("answer", ["agree", "reopen"])
async def test_opening_a_link_changes_nothing_and_pressing_its_button_does(
    office: Office, http: httpx.AsyncClient, answer: ticket_links.Answer
) -> None:
    ticket = await proposed(office, http)
    before = await office.types(ticket)
    for _ in range(2):
        page = await http.get(link(http, answer, ticket))
        assert page.status_code == 200
        assert "<form method=post>" in page.text
    assert await office.types(ticket) == before
    assert (await http.post(link(http, answer, ticket))).status_code == 200
    assert (await office.ticket(ticket)).status == ("agreed" if answer == "agree" else "open")
    assert (await office.history(ticket))[-1].actor == "client"


async def test_pressing_twice_says_so_in_words_for_a_client(office: Office, http: httpx.AsyncClient) -> None:
    ticket = await proposed(office, http)
    await http.post(link(http, "agree", ticket))
    again = await http.post(link(http, "agree", ticket))
    assert again.status_code == 409
    assert f"Ticket {ticket}: this was answered before" in again.text
    assert (await office.types(ticket)).count("resolution.agreed") == 1


async def test_an_older_proposals_link_changes_nothing(office: Office, http: httpx.AsyncClient) -> None:
    ticket = await proposed(office, http)
    await office.desk.reopen(ticket, by="client", why="no")
    await office.desk.propose(ticket, by="duty-lead", kind="fix", text="Mended again.")
    assert (await http.post(link(http, "agree", ticket, proposal=1))).status_code == 409
    assert (await office.ticket(ticket)).status == "proposed"


async def test_a_link_that_we_did_not_sign_is_404(office: Office, http: httpx.AsyncClient) -> None:
    ticket = await proposed(office, http)
    forged = ticket_links.link(str(http.base_url), "x" * 32, "agree", ticket=ticket, proposal=1)
    swapped = link(http, "agree", ticket).replace("/agree/", "/reopen/")
    for url in (forged, swapped, forged[:-4], f"{http.base_url}/ticket/agree/%ff%00"):
        assert (await http.get(url)).status_code == 404
        assert (await http.post(url)).status_code == 404
    assert (await office.ticket(ticket)).status == "proposed"
