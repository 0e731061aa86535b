"""TwiML documents (twilio.com/docs/voice/twiml): from what is to be said and done to XML."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from dial2.roster.model import PIN_DIGITS
from dial2.vocabulary import Language
from intake_phone.addresses import Addresses
from intake_phone.flow.steps import (
    Ask,
    AskOnHold,
    GoOnHolding,
    HangUp,
    Hold,
    LeaveQueue,
    Next,
    Ring,
    TakeMessage,
)

ACCEPT = "1"
MENU_SECONDS = 6  # of silence, before the menu is repeated or left
RING_SECONDS = 20  # shorter than most voicemail boxes wait
WHISPER_SECONDS = 8
MESSAGE_SECONDS = 120  # longer ones are not transcribed
EMPTY = str(VoiceResponse())

_LOCALES: dict[Language, str] = {"en": "en-US", "fr": "fr-CA"}


class Said(msgspec.Struct, frozen=True):
    text: str
    language: Language


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What a document needs beside its words: `numbers` of the people it rings, by place; hints for speech."""

    addresses: Addresses
    caller_id: str
    numbers: Mapping[int, str] = {}
    queue: str = ""
    listens_in: Language = "en"
    hints: Sequence[str] = ()
    transcribes: bool = True  # the provider


def document(step: Next, said: Sequence[Said], setting: Setting) -> str:  # noqa: C901 - the table of all acts
    """The document of a step: its words, then its one verb."""
    response, to = VoiceResponse(), setting.addresses
    speech = setting.listens_in, setting.hints
    match step.then:
        case Ask("pin"):
            gather = response.gather(
                action=to.entered, timeout=MENU_SECONDS, num_digits=PIN_DIGITS, action_on_empty_result=True
            )
            say(gather, said)
        case Ask("answer"):
            say(_gather(response, to.told, speech=speech), said)
        case Ask():
            say(_gather(response, to.pressed, speech=speech), said)
        case AskOnHold():
            say(_gather(response, to.held), said)
        case Ring():
            say(response, said)
            _dial(response, setting)
        case Hold():
            say(response, said)
            response.enqueue(setting.queue, action=to.left, wait_url=to.waiting)
        case GoOnHolding():
            response.redirect(to.waiting)
        case LeaveQueue():
            response.leave()
        case TakeMessage():
            say(response, said)
            _record(response, to, transcribes=setting.transcribes)
        case HangUp():
            say(response, said)
            response.hangup()
    return str(response)


def waiting(said: Sequence[Said], held: str, music: str) -> str:
    """What is heard on hold, over and over; a key cuts it short."""
    response = VoiceResponse()
    gather = response.gather(action=held, num_digits=1, timeout=1, finish_on_key="")
    say(gather, said)
    gather.play(music)
    return str(response)


def leaving() -> str:
    response = VoiceResponse()
    response.leave()
    return str(response)


def spoken(said: Iterable[Said]) -> str:
    response = VoiceResponse()
    say(response, said)
    return str(response)


def whisper(said: Iterable[Said], accept: str) -> str:
    """Only a key proves a person: a voicemail box hears this out and is hung up on."""
    response = VoiceResponse()
    say(_gather(response, accept, seconds=WHISPER_SECONDS), said)
    response.hangup()
    return str(response)


def question(said: Iterable[Said], action: str, *, listens_in: Language, hints: Sequence[str]) -> str:
    """To somebody called, who may say yes instead of pressing the key; silence is hung up on."""
    response = VoiceResponse()
    say(_gather(response, action, speech=(listens_in, hints), seconds=WHISPER_SECONDS), said)
    response.hangup()
    return str(response)


def accepted(digit: str) -> bool:
    return digit == ACCEPT


def refusal(said: Iterable[Said] = ()) -> str:
    """To somebody called who does not take the call, or comes too late."""
    response = VoiceResponse()
    say(response, said)
    response.hangup()
    return str(response)


def _gather(
    response: VoiceResponse,
    action: str,
    *,
    speech: tuple[Language, Sequence[str]] | None = None,
    seconds: int = MENU_SECONDS,
) -> Gather:
    """One key, also * and #, or what is said; silence is an answer too."""
    gather = response.gather(
        action=action, num_digits=1, timeout=seconds, finish_on_key="", action_on_empty_result=True
    )
    if speech:
        language, hints = speech
        gather.attrs |= {
            "input": "dtmf speech",
            "language": _LOCALES[language],
            "speechTimeout": "auto",
            **({"hints": ",".join(hints)} if hints else {}),
        }
    return gather


def _dial(response: VoiceResponse, setting: Setting) -> None:
    to = setting.addresses
    dial = Dial(action=to.rang, answer_on_bridge=True, timeout=RING_SECONDS, caller_id=setting.caller_id)
    for offer, number in setting.numbers.items():
        dial.number(number, url=to.whisper(offer))
    response.append(dial)


def _record(response: VoiceResponse, to: Addresses, *, transcribes: bool) -> None:
    """Silence runs on to the redirect: the recorder reports nothing then."""
    transcript = {"transcribe": True, "transcribe_callback": to.transcript} if transcribes else {}
    response.record(
        action=to.recorded,
        max_length=MESSAGE_SECONDS,
        play_beep=True,
        recording_status_callback=to.recording,
        **transcript,
    )
    response.redirect(to.recorded)


def say(verb: VoiceResponse | Gather, said: Iterable[Said]) -> None:
    for words in said:
        verb.say(words.text, language=_LOCALES[words.language])
