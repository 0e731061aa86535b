"""What binds a command: who gives it, once, and on what was seen; and lists that are read page by page."""

import asyncio

import httpx
import pytest

from tests.integration.triage.office import OUTAGE, Office, answers, mail
from tests.integration.triage.site import AGENT, READER

UPDATE = {"text": "Still at it."}
KEY = {"Idempotency-Key": "5f0c8a52"}


async def updates(office: Office, ticket: int) -> int:
    return (await office.types(ticket)).count("update.given")


async def test_a_reader_reads_and_does_nothing(office: Office, http: httpx.AsyncClient) -> None:
    ticket = await office.opens()
    assert (await http.get(f"/api/tickets/{ticket}", headers=READER)).is_success
    refused = await http.post(f"/api/tickets/{ticket}/update", json=UPDATE, headers=READER)
    assert refused.status_code == 403
    assert refused.json() == {
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
        "detail": "auditor is reader: update needs the role agent. "
        "An administrator gives it with DIAL2_STAFF_ROLES.",
    }
    assert refused.headers["content-type"] == "application/problem+json"


async def test_an_agent_does_what_can_be_undone(office: Office, http: httpx.AsyncClient) -> None:
    first, second = await office.opens(request="1"), await office.opens(request="2")
    done = await http.post(f"/api/tickets/{first}/update", json=UPDATE, headers=AGENT)
    refused = await http.post(f"/api/tickets/{first}/merge", json={"into": second}, headers=AGENT)
    merged = await http.post(f"/api/tickets/{first}/merge", json={"into": second})
    assert (done.status_code, refused.status_code, merged.status_code) == (204, 403, 204)


async def test_a_command_that_is_sent_again_under_its_key_is_done_once(
    office: Office, http: httpx.AsyncClient
) -> None:
    ticket = await office.opens()
    first = await http.post(f"/api/tickets/{ticket}/update", json=UPDATE, headers=KEY)
    await http.post(f"/api/tickets/{ticket}/update", json={"text": "Something else."})
    again = await http.post(f"/api/tickets/{ticket}/update", json=UPDATE, headers=KEY)
    assert (first.status_code, first.headers["ETag"]) == (again.status_code, again.headers["ETag"])
    assert await updates(office, ticket) == 2


async def test_the_same_command_sent_many_times_at_once_is_done_once(
    office: Office, http: httpx.AsyncClient
) -> None:
    """Whoever comes while it is under way is told to try again, or gets its answer."""
    ticket = await office.opens()
    path = f"/api/tickets/{ticket}/update"
    answered = await asyncio.gather(*[http.post(path, json=UPDATE, headers=KEY) for _ in range(8)])
    assert {answer.status_code for answer in answered} <= {204, 503}
    assert 204 in {answer.status_code for answer in answered}
    assert await updates(office, ticket) == 1


async def test_a_key_is_for_one_command(office: Office, http: httpx.AsyncClient) -> None:
    ticket = await office.opens()
    await http.post(f"/api/tickets/{ticket}/update", json=UPDATE, headers=KEY)
    other = await http.post(f"/api/tickets/{ticket}/update", json={"text": "Something else."}, headers=KEY)
    assert other.status_code == 422
    assert other.json()["detail"].startswith("The key '5f0c8a52' was used for another command")
    elsewhere = await http.post(f"/api/tickets/{ticket}/callback", json={}, headers=KEY)
    assert elsewhere.status_code == 422
    assert await updates(office, ticket) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/interruptions", {"cause": "the database is full"}),
        (
            "/api/maintenance",
            {"starts_at": "2099-11-23T05:00:00Z", "ends_at": "2099-11-23T06:00:00Z", "why": "a new release"},
        ),
    ],
)
async def test_what_pages_or_mails_everybody_is_begun_once_under_its_key(
    http: httpx.AsyncClient, path: str, body: dict[str, str]
) -> None:
    first = await http.post(path, json=body, headers=KEY)
    again = await http.post(path, json=body, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert len((await http.get(path)).json()) == 1
    assert (await http.post(path, json=body | {"clients": []}, headers=KEY)).status_code == 422
    assert (await http.post(path, json=body, headers=READER)).status_code == 403


async def test_two_of_the_staff_may_use_the_same_key(office: Office, http: httpx.AsyncClient) -> None:
    ticket = await office.opens()
    for headers in (KEY, KEY | AGENT):
        assert (await http.post(f"/api/tickets/{ticket}/update", json=UPDATE, headers=headers)).is_success
    assert await updates(office, ticket) == 2


async def test_a_refused_command_does_not_use_up_its_key(office: Office, http: httpx.AsyncClient) -> None:
    ticket = await office.opens()
    assert (await http.post(f"/api/tickets/{ticket}/agree", headers=KEY)).status_code == 409
    proposal = {"kind": "fix", "text": "Mended."}
    assert (await http.post(f"/api/tickets/{ticket}/propose", json=proposal)).is_success
    assert (await http.post(f"/api/tickets/{ticket}/agree", headers=KEY)).status_code == 204


async def test_a_command_on_what_was_seen_is_refused_after_a_change(
    office: Office, http: httpx.AsyncClient
) -> None:
    ticket = await office.opens()
    path = f"/api/tickets/{ticket}"
    seen = (await http.get(path)).headers["ETag"]
    done = await http.post(f"{path}/update", json=UPDATE, headers={"If-Match": seen})
    assert done.status_code == 204
    stale = await http.post(f"{path}/update", json=UPDATE, headers={"If-Match": seen})
    assert stale.status_code == 412
    now = done.headers["ETag"].strip('"')
    assert stale.json()["detail"].startswith(f"Ticket {ticket} is at version {now}, and this was asked of version")
    assert (await http.get(path)).headers["ETag"] == done.headers["ETag"]
    again = await http.post(f"{path}/update", json=UPDATE, headers={"If-Match": done.headers["ETag"]})
    assert again.status_code == 204


async def test_a_clients_mail_is_a_change(office: Office, http: httpx.AsyncClient) -> None:
    ticket = await office.opens()
    seen = (await http.get(f"/api/tickets/{ticket}")).headers["ETag"]
    await office.receives(mail("2", thread=answers("1")))
    stale = await http.post(f"/api/tickets/{ticket}/update", json=UPDATE, headers={"If-Match": seen})
    assert stale.status_code == 412


@pytest.mark.parametrize(("given", "status"), [("*", 204), ('"x"', 422), ("1", 422)])
async def test_what_if_match_may_say(office: Office, http: httpx.AsyncClient, given: str, status: int) -> None:
    ticket = await office.opens()
    answer = await http.post(f"/api/tickets/{ticket}/update", json=UPDATE, headers={"If-Match": given})
    assert answer.status_code == status


async def test_a_split_says_where_the_new_ticket_is(office: Office, http: httpx.AsyncClient) -> None:
    ticket = await office.opens()
    await office.receives(mail("2", thread=answers("1")))
    body = {"request": "2", "why": "another matter"}
    made = [await http.post(f"/api/tickets/{ticket}/split", json=body, headers=KEY) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json() == made[1].json() == {"ticket": ticket + 1}
    assert (await http.get(made[0].headers["Location"])).json()["ticket"]["request"] == "2"


async def test_a_list_is_read_page_by_page_and_nothing_is_missed_or_shown_twice(
    office: Office, http: httpx.AsyncClient
) -> None:
    await office.receives(*[mail(str(n), OUTAGE if n % 3 == 0 else "The logo is too big.") for n in range(7)])
    shown: list[int] = []
    following: str | None = "/api/tickets?limit=3"
    while following:
        page = await http.get(following)
        assert len(page.json()) <= 3
        shown += [ticket["ticket"] for ticket in page.json()]
        following = page.links.get("next", {}).get("url")
    whole = [ticket["ticket"] for ticket in (await http.get("/api/tickets")).json()]
    assert shown == whole
    assert len(set(shown)) == 7


@pytest.mark.parametrize("after", ["x", "W10", "bnVsbA"])
async def test_a_page_that_never_was_is_422(http: httpx.AsyncClient, after: str) -> None:
    refused = await http.get("/api/tickets", params={"after": after})
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")


async def test_incidents_are_listed_with_their_tickets(office: Office, http: httpx.AsyncClient) -> None:
    await office.receives(mail("1", OUTAGE), mail("2", OUTAGE))
    (listed,) = (await http.get("/api/incidents")).json()
    assert (listed["incident"], listed["functions"]) == (1, ["access"])
    assert listed["tickets"] == [ticket.ticket for ticket in await office.tickets()]
    detached = await http.post(f"/api/tickets/{listed['tickets'][1]}/detach", json={"why": "another site"})
    assert detached.status_code == 204
    attached = await http.post(
        f"/api/tickets/{listed['tickets'][1]}/attach", json={"incident": 1, "why": "the same after all"}
    )
    assert attached.status_code == 204
    first = await http.get("/api/incidents", params={"all": "true", "limit": 1})
    second = await http.get(first.links["next"]["url"])
    assert [(one["incident"], one["tickets"]) for one in (*first.json(), *second.json())] == [
        (2, []),
        (1, listed["tickets"]),
    ]
    assert "next" not in second.links
