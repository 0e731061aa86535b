"""What `dial2 doctor` says of the telephone, with the service and the stand-in exchange running."""

import pytest

from dial2 import profile, roster
from dial2.database import Database
from dial2.doctor import Examination
from intake_phone import doctor
from tests.integration.intake_phone.office import SUPPORT, Office


async def found(office: Office, *, public_url: str | None = None) -> list[str]:
    settings = office.settings.model_copy(update={"public_url": public_url} if public_url else {})
    database = Database(settings.database_url.get_secret_value())
    examination = Examination(
        settings=settings,
        profile=profile.load(settings.profile),
        roster=roster.load(settings.roster),
        database=database,
        days=14,
    )
    findings = await doctor.check(examination)
    await database.close()
    return [str(finding) for finding in findings]


@pytest.fixture(autouse=True)
def known_age(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAL2_TWILIO_TOKEN_SINCE", "2126-01-01")


async def test_a_telephone_that_is_well_has_no_finding(office: Office) -> None:
    assert await found(office) == []
    assert await office.log() == []  # looking leaves nothing behind


async def test_a_public_address_that_leads_elsewhere_is_a_problem(office: Office) -> None:
    elsewhere, *of_number = await found(office, public_url="http://127.0.0.1:9")
    assert elsewhere.startswith(
        "problem: DIAL2_PUBLIC_URL: a request signed for http://127.0.0.1:9/voice/check got"
    )
    assert len(of_number) == 4
    assert "the number's voice URL is" in of_number[0]


async def test_a_path_that_a_proxy_changes_breaks_the_signature_and_is_a_problem(office: Office) -> None:
    first = (await found(office, public_url=f"{office.url}/prefix"))[0]
    assert "got 404 instead of 204" in first


async def test_the_numbers_addresses_and_the_accounts_state_are_looked_at(office: Office) -> None:
    board = office.sandbox.exchange.board
    elsewhere, change = "https://elsewhere.example.com/sms", "change it at the provider"
    account = "problem: the provider's account"
    allow = "allow the country in the provider's geographic permissions for voice"
    board.numbers[SUPPORT].sms_url = elsewhere
    board.account.trial = True
    board.account.campaign = "FAILED"
    board.account.callable_countries = {"US"}
    findings = await found(office)
    assert findings == [
        f"problem: the number: the number's messaging URL is {elsewhere}; set it to {office.url}/sms; {change}",
        f"{account}: it is on trial: only verified numbers are called; upgrade it at the provider",
        f"{account}: its A2P 10DLC campaign is FAILED; complete it at the provider",
        f"{account}: it may not call CA, where people of the roster are; {allow}",
    ]


async def test_a_wrong_token_is_a_problem_and_the_rest_is_looked_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAL2_TWILIO_AUTH_TOKEN", "another-token")
    public, token = await found(office)
    assert "got 403 instead of 204" in public
    assert token.startswith("problem: DIAL2_TWILIO_AUTH_TOKEN: ")


async def test_where_the_telephone_is_not_set_up_it_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DIAL2_TWILIO_ACCOUNT_SID")
    [finding] = await found(office)
    assert finding.startswith("advice: the telephone: it is not looked at here")
    assert "DIAL2_TWILIO_ACCOUNT_SID" in finding
