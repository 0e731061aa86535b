"""A transcriber behind HTTP: takes sound (POST, audio/wav, Accept-Language) and answers JSON with `text`."""

import asyncio

import aiohttp
import msgspec

from dial2.errors import Transient
from dial2.vocabulary import Language

_SECONDS = 120.0  # two minutes of sound, at the pace of a slow machine


class _Answer(msgspec.Struct, frozen=True):
    text: str


class HttpTranscriber:
    """Raises `Transient` for whatever is no transcript: it can be asked again."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def transcribe(self, sound: bytes, language: Language | None) -> str:
        headers = {"Content-Type": "audio/wav"} | ({"Accept-Language": language} if language else {})
        try:
            async with (
                asyncio.timeout(_SECONDS),
                aiohttp.ClientSession(raise_for_status=True) as session,
                session.post(self._url, data=sound, headers=headers) as answer,
            ):
                return msgspec.json.decode(await answer.read(), type=_Answer).text
        except (TimeoutError, aiohttp.ClientError, msgspec.MsgspecError) as error:
            raise Transient(f"{self._url} gave no transcript: {type(error).__name__} {error}") from error
