"""The service itself goes down, or is maintained: staff says so, people are paged, clients are told."""

from datetime import UTC, datetime, timedelta

import httpx

from tests.acceptance.house import CUSTOMER, FIRST, STAFF, House


async def test_an_interruption_runs_the_same_ladder_as_an_outage(house: House) -> None:
    async with httpx.AsyncClient(base_url=house.public_url, headers=STAFF) as client:
        begun = (await client.post("/api/interruptions", json={"cause": "the database is full"})).json()
        page = await house.event("page.opened", ticket=begun["ticket"])
        assert page["severity"] == "critical"
        await house.sandbox.handset(FIRST).receives_sms(str(begun["ticket"]))
        await house.event("clocks.started", ticket=begun["ticket"])
        assert (await client.post(f"/api/interruptions/{begun['interruption']}/end", json={})).is_success
    ended = await house.event("interruption.ended", interruption=begun["interruption"])
    assert ended["cause"] == "the database is full"


async def test_clients_hear_of_maintenance_when_it_is_planned(house: House) -> None:
    starts = datetime.now(UTC) + timedelta(days=3)
    asked = {
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=1)).isoformat(),
        "why": "A release.",
    }
    async with httpx.AsyncClient(base_url=house.public_url, headers=STAFF) as client:
        planned = (await client.post("/api/maintenance", json=asked)).json()
    await house.event("maintenance.planned", maintenance=planned["maintenance"])
    mail = await house.sandbox.mail.mail_to(CUSTOMER, subject_contains="Planned maintenance", within=20)
    assert "A release." in mail.text
    assert mail.headers["Auto-Submitted"] == "auto-generated"
