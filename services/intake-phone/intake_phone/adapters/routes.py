"""The public addresses that the provider is given.

/voice/answer    the number's voice URL; /voice/fallback its fallback, /voice/status its status callback
/voice/…         what the documents given there lead to
/sms             the number's messaging URL
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from dial2.call_queue import JOINED
from intake_phone import hearing, music, twiml
from intake_phone.adapters.webhooks import Signed
from intake_phone.addresses import WAITING, address
from intake_phone.callbacks import Callbacks
from intake_phone.conversation import Conversation
from intake_phone.edge import Edge, stopwatch
from intake_phone.forms import Form
from intake_phone.hearing import Hear
from intake_phone.reception import Reception
from intake_phone.static import StaticReception
from intake_phone.texting import Text, Texting
from intake_phone.waiting import WaitingRoom

MUSIC = "/voice/music.wav"


class TwiML(Response):
    media_type = "text/xml"


def flow(
    signed: Signed, edge: Edge, reception: Reception, static: StaticReception, talk: Conversation
) -> APIRouter:
    """A call, step by step."""
    routes = _router("/voice")
    Webhook = Annotated[Form, Depends(signed)]  # noqa: N806 - a type

    async def choice(form: Form, hear: Hear, *, client: str | None = None) -> str:
        age = stopwatch()

        async def later() -> None:
            await talk.overhear(form, hear, client=client, age=age())

        work = talk.step(form, hear, client=client)
        return await edge.reply(form, work, static=static.connection(), later=later)

    @routes.post("/answer")
    async def answer(form: Webhook) -> str:
        return await edge.reply(form, lambda: talk.answer(form), static=static.connection())

    @routes.post("/pressed")
    async def pressed(form: Webhook) -> str:
        return await choice(form, hearing.pressed(form, reception))

    @routes.post("/entered")
    async def entered(form: Webhook) -> str:
        client = reception.client_by_pin(form["Digits"])
        return await choice(form, hearing.entered(form, client), client=client)

    @routes.post("/told")
    async def told(form: Webhook) -> str:
        work = talk.step(form, hearing.told(form))
        return await edge.reply(form, work, static=static.message(), later=work)

    @routes.post("/rang")
    async def rang(form: Webhook) -> str:
        work = talk.step(form, hearing.rang(form))
        return await edge.reply(form, work, static=static.after_ringing(form), later=work)

    @routes.post("/recorded")
    async def recorded(form: Webhook) -> str:
        work = talk.step(form, hearing.recorded(form))
        return await edge.reply(form, work, static=static.goodbye(), later=work)

    return routes


def offers(signed: Signed, edge: Edge, reception: Reception, talk: Conversation) -> APIRouter:
    """What the people who are called hear, and whether they take the call."""
    routes = _router("/voice")
    Webhook = Annotated[Form, Depends(signed)]  # noqa: N806 - a type

    @routes.post("/whisper")
    async def whisper(form: Webhook) -> str:
        accept = address("/voice/accept", call=form["call"], turn=form.turn, offer=form.offer)
        return reception.whisper(form["To"], accept)

    @routes.post("/accept")
    async def accept(form: Webhook) -> str:
        age = stopwatch()
        return await edge.accept(form, lambda: talk.accept(form, age=age()), static=_static_acceptance(form))

    return routes


def hold(
    signed: Signed,
    edge: Edge,
    reception: Reception,
    static: StaticReception,
    talk: Conversation,
    room: WaitingRoom,
) -> APIRouter:
    """In the provider's queue, and out of it."""
    routes = _router("")
    Webhook = Annotated[Form, Depends(signed)]  # noqa: N806 - a type

    @routes.post(WAITING)
    async def waiting(form: Webhook) -> str:
        return await edge.glance(form, lambda: room.update(form), static=static.waiting())

    @routes.post("/voice/held")
    async def held(form: Webhook) -> str:
        hear = hearing.pressed(form, reception)
        return await edge.glance(form, lambda: talk.held(form, hear), static=static.held(form))

    @routes.post(JOINED)
    async def joined(form: Webhook) -> str:
        age = stopwatch()

        async def work() -> str:
            return await room.joined(form, age=age())

        return await edge.reply(form, work, static=twiml.EMPTY, later=work)

    @routes.post("/voice/left")
    async def left(form: Webhook) -> str:
        hear = hearing.left(form)

        async def work() -> str:
            return await talk.left(form, hear)

        return await edge.reply(form, work, static=static.after_queue(form), later=work)

    @routes.get(MUSIC, response_class=Response)
    async def play() -> Response:
        return Response(music.wav(), media_type="audio/wav", headers={"Cache-Control": "public, max-age=86400"})

    return routes


def fallback(signed: Signed, edge: Edge, reception: Reception, static: StaticReception) -> APIRouter:
    """The same from memory alone, for when the flow cannot answer."""
    routes = _router("/voice/fallback")
    Webhook = Annotated[Form, Depends(signed)]  # noqa: N806 - a type

    @routes.post("")
    async def connection(form: Webhook) -> str:
        edge.adopt(form)
        return static.connection()

    @routes.post("/whisper")
    async def whisper(form: Webhook) -> str:
        return reception.whisper(form["To"], "/voice/fallback/accept")

    @routes.post("/accept")
    async def accept(form: Webhook) -> str:
        return _static_acceptance(form)

    @routes.post("/rang")
    async def rang(form: Webhook) -> str:
        edge.adopt(form, talked_with=static.rung(form.tried) if form.bridged else None)
        return static.after_ringing(form)

    @routes.post("/recorded")
    async def recorded(form: Webhook) -> str:
        edge.adopt(form)
        return static.goodbye()

    return routes


def callbacks(signed: Signed, edge: Edge, told: Callbacks) -> APIRouter:
    """What the provider tells beside the flow."""
    routes = _router("/voice")
    Webhook = Annotated[Form, Depends(signed)]  # noqa: N806 - a type

    @routes.post("/status")
    async def status(form: Webhook) -> str:
        return await edge.note("status", lambda: told.status(form))

    @routes.post("/recording")
    async def recording(form: Webhook) -> str:
        return await edge.note("recording", lambda: told.recording(form))

    @routes.post("/check", status_code=204, dependencies=[Depends(signed)])
    async def check() -> None:
        """For `dial2 doctor`: whoever gets here came by the address that the provider is given."""

    @routes.post("/transcript")
    async def transcript(form: Webhook) -> str:
        return await edge.note("transcript", lambda: told.transcript(form))

    return routes


def texts(signed: Signed, edge: Edge, texting: Texting) -> APIRouter:
    routes = _router("/sms")
    Webhook = Annotated[Form, Depends(signed)]  # noqa: N806 - a type

    @routes.post("")
    async def sms(form: Webhook) -> str:
        text = Text(sid=form["MessageSid"], sender=form["From"], to=form["To"], body=form["Body"])
        age = stopwatch()
        return await edge.note("text", lambda: texting.receive(text, age=age()))

    return routes


def _router(prefix: str) -> APIRouter:
    return APIRouter(prefix=prefix, default_response_class=TwiML, include_in_schema=False)


def _static_acceptance(form: Form) -> str:
    return twiml.EMPTY if twiml.accepted(form["Digits"]) else twiml.refusal()
