"""The public addresses that the provider is given.

/voice/answer    the number's voice URL; /voice/fallback its fallback, /voice/status its status callback
/voice/…         what the documents given there lead to
/sms             the number's messaging URL
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from intake_phone import conversation, twiml
from intake_phone.adapters.webhooks import Signed
from intake_phone.callbacks import Callbacks
from intake_phone.conversation import Conversation
from intake_phone.edge import Edge, stopwatch
from intake_phone.forms import Form
from intake_phone.reception import Reception
from intake_phone.texting import Text, Texting


class TwiML(Response):
    media_type = "text/xml"


def flow(signed: Signed, edge: Edge, reception: Reception, talk: Conversation) -> APIRouter:
    """A call, step by step."""
    routes = _router("/voice")
    Webhook = Annotated[Form, Depends(signed)]  # noqa: N806 - a type

    @routes.post("/answer")
    async def answer(form: Webhook) -> str:
        return await edge.reply(form, lambda: talk.answer(form), static=reception.static_connection())

    @routes.post("/pressed")
    async def pressed(form: Webhook) -> str:
        work = talk.step(form, conversation.pressed(form))
        return await edge.reply(form, work, static=reception.static_connection())

    @routes.post("/rang")
    async def rang(form: Webhook) -> str:
        work = talk.step(form, conversation.rang(form))
        return await edge.reply(form, work, static=_after_ringing(form, reception), later=work)

    @routes.post("/recorded")
    async def recorded(form: Webhook) -> str:
        work = talk.step(form, conversation.recorded(form))
        return await edge.reply(form, work, static=reception.static_goodbye(), later=work)

    @routes.post("/whisper")
    async def whisper(form: Webhook) -> str:
        accept = twiml.address("/voice/accept", call=form["call"], turn=form.turn, offer=form.offer)
        return reception.whisper(form["To"], accept)

    @routes.post("/accept")
    async def accept(form: Webhook) -> str:
        age = stopwatch()
        return await edge.accept(form, lambda: talk.accept(form, age=age()), static=_static_acceptance(form))

    return routes


def fallback(signed: Signed, edge: Edge, reception: Reception) -> APIRouter:
    """The same from memory alone, for when the flow cannot answer."""
    routes = _router("/voice/fallback")
    Webhook = Annotated[Form, Depends(signed)]  # noqa: N806 - a type

    @routes.post("")
    async def connection(form: Webhook) -> str:
        edge.adopt(form)
        return reception.static_connection()

    @routes.post("/whisper")
    async def whisper(form: Webhook) -> str:
        return reception.whisper(form["To"], "/voice/fallback/accept")

    @routes.post("/accept")
    async def accept(form: Webhook) -> str:
        return _static_acceptance(form)

    @routes.post("/rang")
    async def rang(form: Webhook) -> str:
        bridged = form["DialBridged"] == "true"
        edge.adopt(form, talked_with=reception.rung_statically(form.tried) if bridged else None)
        return _after_ringing(form, reception)

    @routes.post("/recorded")
    async def recorded(form: Webhook) -> str:
        edge.adopt(form)
        return reception.static_goodbye()

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


def _after_ringing(form: Form, reception: Reception) -> str:
    """Only who accepted is bridged, so a bridged call has been a talk."""
    if form["DialBridged"] == "true":
        return reception.static_goodbye()
    return reception.static_connection(form.tried)


def _static_acceptance(form: Form) -> str:
    return twiml.EMPTY if twiml.accepted(form["Digits"]) else twiml.refusal()
