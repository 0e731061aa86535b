from intake_phone.adapters.provider import NumberUrls
from intake_phone.inspection import problems

URL = "https://support.example.com"
RIGHT = NumberUrls(
    voice=f"{URL}/voice/answer",
    voice_fallback=f"{URL}/voice/fallback",
    status_callback=f"{URL}/voice/status",
    sms=f"{URL}/sms",
)


def test_a_number_that_points_at_us_has_no_problem() -> None:
    assert list(problems(RIGHT, URL)) == []


def test_time_limits_in_the_fragment_of_an_address_are_no_problem() -> None:
    limited = NumberUrls(
        voice=f"{URL}/voice/answer#rc=2&rp=all",
        voice_fallback=RIGHT.voice_fallback,
        status_callback=RIGHT.status_callback,
        sms=RIGHT.sms,
    )
    assert list(problems(limited, URL)) == []


def test_each_address_that_is_not_ours_is_named_with_what_it_should_be() -> None:
    wrong = NumberUrls(
        voice="https://demo.example.com/welcome",
        voice_fallback="",
        status_callback=f"{URL}/voice/status",
        sms=f"{URL}/sms",
    )
    assert list(problems(wrong, URL)) == [
        "the number's voice URL is https://demo.example.com/welcome; set it to https://support.example.com/voice/answer",
        "the number's voice fallback URL is not set; set it to https://support.example.com/voice/fallback",
    ]


def test_an_account_without_the_number_is_a_problem() -> None:
    assert list(problems(None, URL)) == ["the provider's account does not have the number of DIAL2_TWILIO_NUMBER"]
