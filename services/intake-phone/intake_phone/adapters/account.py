"""The account at the provider: its kind, its registration for texts, and where it may call."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import aiohttp
import msgspec
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from dial2.errors import Transient

_SECONDS = 15.0


class AccountState(msgspec.Struct, frozen=True, kw_only=True):
    """`campaigns`: the states of the registrations for texts (A2P 10DLC); `forbidden`: countries (ISO codes)."""

    status: str
    trial: bool
    campaigns: Sequence[str]
    forbidden: Sequence[str]


async def state(client: Client, *, countries: Sequence[str]) -> AccountState:
    """Raises `Transient` where the provider does not say."""
    try:
        async with asyncio.timeout(_SECONDS):
            found = await client.api.accounts(client.username).fetch_async()
            services = await client.messaging.v1.services.list_async(limit=20)
            campaigns = [
                str(campaign.campaign_status)
                for service in services
                for campaign in await client.messaging.v1.services(service.sid).us_app_to_person.list_async()
            ]
            asked = [await client.voice.v1.dialing_permissions.countries(code).fetch_async() for code in countries]
    except (TimeoutError, aiohttp.ClientError, TwilioException) as error:
        raise Transient(f"the provider does not say how the account is: {type(error).__name__} {error}") from error
    return AccountState(
        status=str(found.status),
        trial=str(found.type) == "Trial",
        campaigns=campaigns,
        forbidden=[str(each.iso_code) for each in asked if not each.low_risk_numbers_enabled],
    )
