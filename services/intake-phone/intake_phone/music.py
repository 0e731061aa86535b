"""The bundled music on hold: a slow arpeggio, computed, so that it is nobody's but ours."""

import io
import math
import struct
import wave
from functools import cache

RATE = 8000  # samples a second: a telephone carries no more
_NOTES_HZ = (261.63, 329.63, 392.00, 523.25, 392.00, 329.63, 220.00, 261.63, 329.63, 440.00, 329.63, 261.63)
_NOTE_SECONDS = 1.5
_LOUDNESS = 6000  # of 32767


@cache
def wav() -> bytes:
    """Eighteen seconds as WAV: 8 kHz, 16 bit, one channel."""
    samples = b"".join(_note(frequency) for frequency in _NOTES_HZ)
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples)
    return file.getvalue()


def _note(frequency: float) -> bytes:
    """Swelling and fading, so that one note flows into the next."""
    count = int(RATE * _NOTE_SECONDS)
    levels = (
        int(_LOUDNESS * math.sin(math.pi * n / count) * math.sin(2 * math.pi * frequency * n / RATE))
        for n in range(count)
    )
    return struct.pack(f"<{count}h", *levels)
