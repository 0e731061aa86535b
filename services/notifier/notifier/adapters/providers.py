"""The telephone providers of the settings: one, or two of which the second stands in for the first."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from dial2.events.page import PageChannel
from notifier.adapters.channels import Calls, Mails, Texts
from notifier.adapters.chat import Chats
from notifier.adapters.smtp import Relay
from notifier.adapters.twilio import Exchange
from notifier.channel import Channel
from notifier.fallback import Fallback
from notifier.settings import NotifierSettings

_MAIL_CONNECTIONS = 8
MAIL_BATCH = 2 * _MAIL_CONNECTIONS  # so that all is answered within the lease of a row


@asynccontextmanager
async def opened(
    settings: NotifierSettings, chats: Chats, *, address: str
) -> AsyncIterator[Mapping[PageChannel, Channel]]:
    """By channel; `address` is the public one that callbacks come to."""
    relay = Relay(
        host=settings.relay_host,
        port=settings.relay_port,
        user=settings.relay_user,
        password=settings.relay_password.get_secret_value() if settings.relay_password else None,
        tls=settings.relay_tls,
        starttls=settings.relay_starttls,
        sender=settings.support_address,
        signed_return_path=settings.relay_signed_return_path,
        signer=settings.signer(),
        connections=_MAIL_CONNECTIONS,
    )
    exchange = partial(Exchange, address=address, ring_seconds=settings.ring_seconds)
    first = exchange(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        number=settings.twilio_number,
        base_url=settings.twilio_base_url,
    )
    spare = settings.spare()
    second = spare and exchange(
        account_sid=spare.account_sid,
        auth_token=spare.auth_token.get_secret_value(),
        number=spare.number,
        base_url=spare.base_url,
    )
    try:
        calls: Channel = Fallback(Calls(first), Calls(second)) if second else Calls(first)
        texts: Channel = Fallback(Texts(first), Texts(second)) if second else Texts(first)
        yield {"voice": calls, "sms": texts, "email": Mails(relay), "chat": chats}
    finally:
        await first.close()
        await relay.close()
        if second:
            await second.close()
