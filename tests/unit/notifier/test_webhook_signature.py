import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from dial2.webhook_signature import public_address, signed_by

TOKEN = "12345"
URL = "https://example.com/myapp.php?foo=1&bar=2"
PARAMS = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}


def provider_signs(url: str, params: dict[str, str], token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, params))


def test_what_the_provider_signed_is_accepted() -> None:
    assert signed_by([TOKEN], provider_signs(URL, PARAMS), URL, PARAMS)


def test_the_order_of_the_parameters_does_not_matter() -> None:
    assert signed_by([TOKEN], provider_signs(URL, PARAMS), URL, list(reversed(PARAMS.items())))


def test_the_previous_token_is_accepted_while_tokens_are_rotated() -> None:
    assert signed_by(["new", TOKEN], provider_signs(URL, PARAMS), URL, PARAMS)


@pytest.mark.parametrize(
    ("signature", "url", "params"),
    [
        ("", URL, PARAMS),
        ("é", URL, PARAMS),
        (provider_signs(URL, PARAMS, "another"), URL, PARAMS),
        (provider_signs(URL, PARAMS), URL + "&more=1", PARAMS),
        (provider_signs(URL, PARAMS), URL, PARAMS | {"Digits": "4"}),
        (provider_signs(URL, PARAMS), URL, PARAMS | {"Added": ""}),
        (provider_signs(URL, PARAMS), "http" + URL.removeprefix("https"), PARAMS),
    ],
)
def test_anything_else_is_refused(signature: str, url: str, params: dict[str, str]) -> None:
    assert not signed_by([TOKEN], signature, url, params)


def test_no_token_accepts_nothing() -> None:
    assert not signed_by([], provider_signs(URL, PARAMS), URL, PARAMS)


@pytest.mark.parametrize(
    ("signed", "requested"),
    [
        ("https://example.com:443/a", "https://example.com/a"),
        ("https://example.com/a", "https://example.com:8443/a"),
        ("http://example.com:80/a?b=c", "http://example.com/a?b=c"),
        ("https://[2001:db8::1]:443/a", "https://[2001:db8::1]/a"),
    ],
)
def test_the_port_may_be_signed_or_left_out(signed: str, requested: str) -> None:
    assert signed_by([TOKEN], provider_signs(signed, {}), requested, {})


def test_a_body_is_vouched_for_by_its_hash_in_the_address() -> None:
    body = b'{"a": 1}'
    url = f"https://example.com/hook?bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = provider_signs(url, {})
    assert signed_by([TOKEN], signature, url, body=body)
    assert not signed_by([TOKEN], signature, url, body=b'{"a": 2}')


def test_a_body_that_the_address_does_not_name_is_refused() -> None:
    assert not signed_by([TOKEN], provider_signs(URL, {}), URL, body=b"{}")


@given(
    st.dictionaries(st.text("abcXYZ", min_size=1, max_size=4), st.text(max_size=8), max_size=5),
    st.sampled_from(["https://example.com/x", "https://example.com:9/x?y=z", "http://example.com"]),
)
def test_it_agrees_with_the_provider_for_all_parameters(params: dict[str, str], url: str) -> None:
    assert signed_by([TOKEN], provider_signs(url, params), url, params)


def test_the_address_is_the_configured_one() -> None:
    assert public_address("https://support.example.com/", "/page/a%20b/voice", "x=1") == (
        "https://support.example.com/page/a%20b/voice?x=1"
    )
    assert public_address("https://support.example.com", "/page", "") == "https://support.example.com/page"
