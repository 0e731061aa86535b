"""Calls as they were told by the provider: each story's webhooks, to be told again about another call."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx

from dial2_sandbox.exchange.exchange import AUTH_TOKEN
from dial2_sandbox.exchange.signature import sign
from tests.integration.intake_phone.office import (
    ANALYST,
    CALLER,
    DISPATCHER,
    NEIGHBOUR,
    STRANGER,
    SUPPORT,
    Office,
)

_SID = re.compile(r"\b(CA|RE|TR)[0-9a-f]{32}\b")


@dataclass(frozen=True)
class Webhook:
    path: str
    params: Mapping[str, str]

    def of_another_call(self, name: str) -> "Webhook":
        """The same, with `name` in every identifier of the provider's."""

        def renamed(text: str) -> str:
            return _SID.sub(lambda found: f"{found[0]}-{name}", text)

        return Webhook(renamed(self.path), {key: renamed(value) for key, value in self.params.items()})

    async def sent(self, client: httpx.AsyncClient, url: str) -> httpx.Response:
        signature = sign(AUTH_TOKEN, url + self.path, self.params)
        headers = {"X-Twilio-Signature": signature}
        return await client.post(url + self.path, data=dict(self.params), headers=headers)


async def recorded(office: Office, story: Callable[[Office], Awaitable[None]]) -> Sequence[Webhook]:
    """All that the application was asked and told while the story happened."""
    sent = office.sandbox.exchange.board.webhooks.sent
    sent.clear()
    await story(office)
    await office.sandbox.exchange.settled()
    return [Webhook(one.url.removeprefix(office.url), one.params) for one in sent]


async def nobody_answers_and_a_message_is_left(office: Office) -> None:
    for number in (DISPATCHER, ANALYST):
        office.sandbox.handset(number).does_not_answer()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    await caller.hears("leave a message")
    await caller.records("Nobody can log in since this morning.", seconds=8)
    await caller.ends()


async def the_desk_takes_the_call(office: Office) -> None:
    office.sandbox.handset(ANALYST).does_not_answer()
    office.sandbox.handset(DISPATCHER).waits_for_a_hand()
    caller = await office.sandbox.handset(NEIGHBOUR).dials(SUPPORT)
    await caller.presses("2")
    dispatcher = await office.sandbox.handset(DISPATCHER).rings()
    await dispatcher.presses("1")
    await caller.is_connected()
    await caller.hangs_up()
    await dispatcher.ends()


async def the_caller_hangs_up_while_the_desk_rings(office: Office) -> None:
    office.sandbox.handset(DISPATCHER).waits_for_a_hand()
    caller = await office.sandbox.handset(STRANGER).dials(SUPPORT)
    await caller.presses("2")
    await office.sandbox.handset(DISPATCHER).rings()
    await caller.hangs_up()


async def the_caller_leaves_a_hold_to_be_called_back(office: Office) -> None:
    caller = await office.sandbox.handset(STRANGER).dials(SUPPORT)
    await caller.presses("2")
    await caller.hears("system is down")
    await caller.presses("1")
    await caller.hears("press star")
    await caller.presses("*")
    await caller.hears("to be called back")
    await caller.presses("2")
    await caller.ends()
