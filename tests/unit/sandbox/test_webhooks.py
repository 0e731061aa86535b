import asyncio
import string

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from dial2_sandbox.exchange.exchange import Exchange
from dial2_sandbox.exchange.signature import sign
from dial2_sandbox.exchange.webhook import WebhookFailure, Webhooks
from tests.unit.sandbox.application import Application
from tests.unit.sandbox.conftest import CALLER, SUPPORT

names = st.text(string.ascii_letters, min_size=1, max_size=12)


@given(
    token=st.text(min_size=1, max_size=40),
    query=st.dictionaries(names, names, max_size=3),
    params=st.dictionaries(names, st.text(max_size=30), max_size=8),
)
def test_a_signature_is_the_one_the_library_computes(
    token: str, query: dict[str, str], params: dict[str, str]
) -> None:
    url = str(httpx.URL("https://dial2.example.com/voice", params=query))

    assert sign(token, url, params) == RequestValidator(token).compute_signature(url, params)


async def test_where_the_voice_url_fails_the_fallback_takes_the_call_and_learns_why(
    exchange: Exchange, application: Application
) -> None:
    exchange.add_number(
        SUPPORT,
        voice_url=application.url("/broken", httpx.Response(500)),
        fallback_url=application.url("/fallback", "<Say>Your call is recorded.</Say>"),
    )

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.hears("your call is recorded")
    await call.ends()

    asked = application.asked["/fallback"][0]
    assert (asked["ErrorCode"], asked["ErrorUrl"]) == ("11200", "http://app.test/broken")


async def test_where_nothing_answers_the_caller_hears_of_an_error(
    exchange: Exchange, application: Application
) -> None:
    application.url("/voice", httpx.Response(500))

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.hears("application error")
    await call.ends()

    with pytest.raises(AssertionError, match=r"11200 at .*/voice: the answer was HTTP 500"):
        await exchange.expect_quiet()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(200, text="<Response>", headers={"Content-Type": "text/xml"}), 12100),
        (httpx.Response(200, text="<Menu/>", headers={"Content-Type": "text/xml"}), 12100),
        (httpx.Response(200, json={"say": "hello"}), 12300),
        ("<Dance/>", 12200),
    ],
)
async def test_what_is_wrong_with_an_answer_is_noted_by_its_code(
    exchange: Exchange, application: Application, answer: httpx.Response | str, code: int
) -> None:
    application.url("/voice", answer)

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.ends()

    assert [alert.code for alert in exchange.board.alerts] == [code]


async def test_a_connection_that_fails_is_tried_once_more_with_the_same_token() -> None:
    tokens = []

    def refuse_once(request: httpx.Request) -> httpx.Response:
        tokens.append(request.headers["I-Twilio-Idempotency-Token"])
        if len(tokens) == 1:
            raise httpx.ConnectError("refused")
        return httpx.Response(204)

    webhooks = Webhooks(auth_token="x", transport=httpx.MockTransport(refuse_once))
    reply = await webhooks.send("http://app.test/voice", "POST", {})
    await webhooks.send("http://app.test/voice", "POST", {})
    await webhooks.close()

    assert reply.status == 204
    first, again, other = tokens
    assert first == again != other


async def test_an_answer_that_takes_too_long_is_none() -> None:
    async def never(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    webhooks = Webhooks(auth_token="x", limit=0.01, transport=httpx.MockTransport(never))

    with pytest.raises(WebhookFailure) as failure:
        await webhooks.send("http://app.test/voice", "POST", {})
    await webhooks.close()

    assert failure.value.code == 11205
    assert [sent.outcome for sent in webhooks.sent] == [11205]


@pytest.mark.parametrize(
    "document",
    ['<Gather timeout="soon"/>', '<Pause length="-1"/>', '<Record timeout="1 s"/>', '<Dial timeout="x">1</Dial>'],
)
async def test_an_attribute_that_is_no_number_ends_the_call_with_an_apology(
    exchange: Exchange, application: Application, document: str
) -> None:
    application.url("/voice", document)

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.hears("application error")
    await call.ends()

    assert [alert.code for alert in exchange.board.alerts] == [12200]
    assert exchange.board.calls[call.sid].status == "completed"


@pytest.mark.parametrize(
    ("fragment", "attempts"),
    [("", 1), ("#rc=2&rp=5xx", 3), ("#rc=2&rp=4xx", 1), ("#rp=all", 2), ("#rc=0", 1)],
)
async def test_an_addresss_fragment_says_after_what_to_try_again(fragment: str, attempts: int) -> None:
    asked = []

    def fail(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(503)

    webhooks = Webhooks(auth_token="x", transport=httpx.MockTransport(fail))
    with pytest.raises(WebhookFailure):
        await webhooks.send("http://app.test/voice" + fragment, "POST", {})
    await webhooks.close()

    assert asked == ["http://app.test/voice"] * attempts


@pytest.mark.parametrize(
    ("url", "code"), [("http://app.test/voice#rc=often", 11243), ("http://app.test:x/", 11100)]
)
async def test_an_address_that_cannot_be_requested_is_a_failure_like_others(url: str, code: int) -> None:
    webhooks = Webhooks(auth_token="x", transport=httpx.MockTransport(lambda _: httpx.Response(204)))

    with pytest.raises(WebhookFailure) as failure:
        await webhooks.send(url, "POST", {})
    await webhooks.close()

    assert failure.value.code == code
