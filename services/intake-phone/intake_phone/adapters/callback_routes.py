"""What the provider asks and tells while a client is called back; the attempt's id is all that addresses carry."""

from typing import Annotated

from fastapi import APIRouter, Depends

from intake_phone import twiml
from intake_phone.adapters.routes import TwiML
from intake_phone.adapters.webhooks import Signed
from intake_phone.callback.calling import Calling
from intake_phone.callback.words import Words
from intake_phone.edge import Edge, stopwatch
from intake_phone.forms import Form


def router(signed: Signed, edge: Edge, calling: Calling, words: Words) -> APIRouter:  # noqa: C901 - six routes
    routes = APIRouter(prefix="/voice/callback", default_response_class=TwiML, include_in_schema=False)
    Webhook = Annotated[Form, Depends(signed)]  # noqa: N806 - a type

    @routes.post("/staff")
    async def staff(form: Webhook) -> str:
        async def work() -> str:
            attempt = await calling.known(form["call"])
            return words.to_staff(attempt) if attempt else words.not_now()

        return await edge.glance(form, work, static=words.not_now())

    @routes.post("/taken")
    async def taken(form: Webhook) -> str:
        async def work() -> str:
            if not twiml.accepted(form["Digits"]):
                return twiml.refusal()
            attempt = await calling.take(form["call"])
            return words.dialling(attempt) if attempt else words.not_now()

        return await edge.glance(form, work, static=words.not_now())

    @routes.post("/client")
    async def client(form: Webhook) -> str:
        async def work() -> str:
            attempt = await calling.known(form["call"])
            return words.to_client(attempt) if attempt else twiml.refusal()

        return await edge.glance(form, work, static=twiml.EMPTY)

    @routes.post("/met")
    async def met(form: Webhook) -> str:
        """Whoever agrees is connected, also where that cannot be recorded yet."""
        if not words.agreed(form["Digits"], form["SpeechResult"]):
            return twiml.refusal()
        age = stopwatch()
        return await edge.note("call back", lambda: calling.connect(form["call"], age=age()))

    @routes.post("/over")
    async def over(form: Webhook) -> str:
        async def work() -> str:
            if form.bridged:
                return twiml.refusal()
            why = form["DialCallStatus"]
            await calling.fail(form["call"], "not-accepted" if why == "completed" else why)
            attempt = await calling.known(form["call"])
            return words.unreached(attempt) if attempt else words.not_now()

        return await edge.glance(form, work, static=twiml.refusal())

    @routes.post("/status")
    async def status(form: Webhook) -> str:
        """The person's call is over: what was not connected by then never will be."""
        why = "not-taken" if form["CallStatus"] == "completed" else form["CallStatus"]
        return await edge.note("call back", lambda: calling.fail(form["call"], why))

    return routes
