"""`dial2 doctor` on the telephone: what would keep a call or a text from reaching us, or us from calling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import aiohttp
import phonenumbers

from dial2.doctor import Examination
from dial2.errors import Permanent, Transient
from dial2.finding import Finding, advice, problem
from dial2.roster import Roster
from dial2.settings import load
from dial2.webhook_signature import sign
from intake_phone.adapters import account, provider
from intake_phone.adapters.account import AccountState
from intake_phone.inspection import problems
from intake_phone.settings import PhoneSettings

CHECK = "/voice/check"  # answers whoever signs for the public address, and nobody else
_TOKEN_AGE = timedelta(days=180)
_SECONDS = 10.0


async def check(examination: Examination) -> list[Finding]:
    """Whatever cannot be asked is a problem of its own; the rest is looked at all the same."""
    try:
        settings = load(PhoneSettings)
    except Permanent as error:
        return [advice("the telephone", "it is not looked at here", fix=f"ask where intake-phone runs. {error}")]
    url = examination.settings.public_url.rstrip("/")
    found = [*token_age(settings.twilio_token_since, datetime.now(UTC).date())]
    found += [finding async for finding in _reached(url, settings.webhook_tokens[0])]
    async with provider.connect(settings) as lists:
        try:
            found += [
                problem("the number", what, fix="change it at the provider")
                for what in problems(await lists.number(), url)
            ]
            state = await account.state(lists.client, countries=_countries(examination.roster))
        except Transient as error:
            return [*found, problem("DIAL2_TWILIO_AUTH_TOKEN", str(error), fix="see that it is the account's")]
    return [*found, *of_account(state)]


def token_age(since: date | None, today: date) -> Iterator[Finding]:
    where = "DIAL2_TWILIO_TOKEN_SINCE"
    if since is None:
        yield advice(where, "it is unknown how old the auth token is", fix="set the date of its last change")
    elif today - since > _TOKEN_AGE:
        age = f"the auth token is {(today - since).days} days old"
        yield advice(where, age, fix="make a new one; DIAL2_TWILIO_PREVIOUS_AUTH_TOKEN takes the one before")


def of_account(state: AccountState) -> Iterator[Finding]:
    where = "the provider's account"
    if state.status != "active":
        yield problem(
            where, f"it is {state.status}: nobody can call or be called", fix="settle it at the provider"
        )
    if state.trial:
        yield problem(where, "it is on trial: only verified numbers are called", fix="upgrade it at the provider")
    if not state.campaigns:
        yield advice(
            where,
            "no A2P 10DLC campaign: texts to numbers in the United States are not delivered (30034)",
            fix="register one at the provider, if anybody there is texted",
        )
    for campaign in state.campaigns:
        if campaign != "VERIFIED":
            yield problem(where, f"its A2P 10DLC campaign is {campaign}", fix="complete it at the provider")
    for country in state.forbidden:
        yield problem(
            where,
            f"it may not call {country}, where people of the roster are",
            fix="allow the country in the provider's geographic permissions for voice",
        )


async def _reached(url: str, token: str) -> AsyncIterator[Finding]:
    """By the way that the provider comes: a proxy that changes the address breaks every signature."""
    fields = {"CallSid": f"check-{uuid4()}"}
    right = await _answer(url, fields, sign(token, url + CHECK, fields))
    if right != "204":
        what = f"a request signed for {url}{CHECK} got {right} instead of 204"
        fix = "let it lead to intake-phone, its path and query unchanged"
        yield problem("DIAL2_PUBLIC_URL", what, fix=fix)
    elif (forged := await _answer(url, fields, "forged")) != "403":
        what = f"a forged request to {url}{CHECK} got {forged} instead of 403"
        yield problem("DIAL2_PUBLIC_URL", what, fix="see who answers there in place of intake-phone")


async def _answer(url: str, fields: dict[str, str], signature: str) -> str:
    try:
        async with (
            asyncio.timeout(_SECONDS),
            aiohttp.ClientSession(trust_env=False) as session,
            session.post(
                url + CHECK, data=fields, headers={"X-Twilio-Signature": signature}, allow_redirects=False
            ) as answer,
        ):
            return str(answer.status)
    except TimeoutError:
        return f"no answer within {_SECONDS:g} s"
    except (aiohttp.ClientError, ValueError) as error:
        return f"no answer ({error})"


def _countries(roster: Roster) -> Sequence[str]:
    """ISO codes of those whom we may have to call."""
    numbers = [person.voice for person in roster.people.values() if person.voice]
    codes = {phonenumbers.region_code_for_number(phonenumbers.parse(number)) for number in numbers}
    return sorted(code for code in codes if code)
