"""TwiML documents (twilio.com/docs/voice/twiml): from what is to be said and done to XML."""

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlencode

import msgspec
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from dial2.vocabulary import Language
from intake_phone.flow import ACCEPT, MENU_SECONDS, RING_SECONDS, Ask, HangUp, Next, Ring, TakeMessage

WHISPER_SECONDS = 8
MESSAGE_SECONDS = 120  # longer ones are not transcribed
EMPTY = str(VoiceResponse())

_LOCALES: dict[Language, str] = {"en": "en-US", "fr": "fr-CA"}


class Said(msgspec.Struct, frozen=True):
    text: str
    language: Language


class Telephone(msgspec.Struct, frozen=True):
    """Somebody's number, and the address of the words that prove whether a person picked up."""

    number: str
    whisper: str


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where the provider reports what became of a step; paths and opaque values, no numbers and no texts."""

    pressed: str
    rang: str
    recorded: str
    recording: str
    transcript: str
    whisper: Callable[[int], str]

    @classmethod
    def of_turn(cls, sid: str, turn: int) -> "Addresses":
        return cls(
            pressed=address("/voice/pressed", turn=turn),
            rang=address("/voice/rang", turn=turn),
            recorded=address("/voice/recorded", turn=turn),
            recording="/voice/recording",
            transcript="/voice/transcript",
            whisper=lambda offer: address("/voice/whisper", call=sid, turn=turn, offer=offer),
        )

    @classmethod
    def static(cls, *, tried: int) -> "Addresses":
        """Those that are answered without the database; `tried` counts the people rung by then."""
        return cls(
            pressed="/voice/fallback",
            rang=address("/voice/fallback/rang", tried=tried),
            recorded="/voice/fallback/recorded",
            recording="/voice/recording",
            transcript="/voice/transcript",
            whisper=lambda _offer: "/voice/fallback/whisper",
        )


def address(path: str, **values: str | int) -> str:
    return f"{path}?{urlencode(values)}" if values else path


def document(step: Next, said: Sequence[Said], numbers: Sequence[str], to: Addresses, *, caller_id: str) -> str:
    """The document of a step: its words, then its one verb. `numbers` are those of the people it rings."""
    response = VoiceResponse()
    match step.then:
        case Ask():
            gather = _gather(response, to.pressed, seconds=MENU_SECONDS)
            _say(gather, said)
        case Ring():
            _say(response, said)
            telephones = [Telephone(number, to.whisper(offer)) for offer, number in enumerate(numbers)]
            _dial(response, telephones, action=to.rang, caller_id=caller_id)
        case TakeMessage():
            _say(response, said)
            _record(response, to)
        case HangUp():
            _say(response, said)
            response.hangup()
    return str(response)


def whisper(said: Iterable[Said], accept: str) -> str:
    """Only a key proves a person: a voicemail box hears this out and is hung up on."""
    response = VoiceResponse()
    _say(_gather(response, accept, seconds=WHISPER_SECONDS), said)
    response.hangup()
    return str(response)


def accepted(digit: str) -> bool:
    return digit == ACCEPT


def refusal(said: Iterable[Said] = ()) -> str:
    """To somebody called who does not take the call, or comes too late."""
    response = VoiceResponse()
    _say(response, said)
    response.hangup()
    return str(response)


def _gather(response: VoiceResponse, action: str, *, seconds: int) -> Gather:
    """One key, also * and #; silence is an answer too."""
    return response.gather(
        action=action, num_digits=1, timeout=seconds, finish_on_key="", action_on_empty_result=True
    )


def _dial(response: VoiceResponse, telephones: Iterable[Telephone], *, action: str, caller_id: str) -> None:
    dial = Dial(action=action, answer_on_bridge=True, timeout=RING_SECONDS, caller_id=caller_id)
    for telephone in telephones:
        dial.number(telephone.number, url=telephone.whisper)
    response.append(dial)


def _record(response: VoiceResponse, to: Addresses) -> None:
    """Silence runs on to the redirect: the recorder reports nothing then."""
    response.record(
        action=to.recorded,
        max_length=MESSAGE_SECONDS,
        play_beep=True,
        transcribe=True,
        transcribe_callback=to.transcript,
        recording_status_callback=to.recording,
    )
    response.redirect(to.recorded)


def _say(verb: VoiceResponse | Gather, said: Iterable[Said]) -> None:
    for words in said:
        verb.say(words.text, language=_LOCALES[words.language])
