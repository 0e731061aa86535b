"""The provider's markup for calls (twilio.com/docs/voice/twiml): what is said, and where a key leads."""

from xml.etree.ElementTree import Element, SubElement, tostring

_KEY_SECONDS = "8"
_QUEUE_SECONDS = "5"  # the queue is empty only where the caller has just gone


class Script:
    """What a call does next, in one spoken language; `str()` gives the document."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._response = Element("Response")

    def say(self, *texts: str) -> "Script":
        self._say(self._response, texts)
        return self

    def ask(self, *texts: str, action: str) -> "Script":
        """Say, and wait for one key, which may come while it is still said; no key comes to `action` too."""
        gather = SubElement(
            self._response,
            "Gather",
            input="dtmf",
            numDigits="1",
            timeout=_KEY_SECONDS,
            finishOnKey="",
            action=action,
            method="POST",
            actionOnEmptyResult="true",
        )
        self._say(gather, texts)
        return self

    def pause(self, seconds: int) -> "Script":
        SubElement(self._response, "Pause", length=str(seconds))
        return self

    def go_to(self, address: str) -> "Script":
        SubElement(self._response, "Redirect", method="POST").text = address
        return self

    def connect(self, queue: str, *, joined: str, then: str) -> "Script":
        """With the one who waits in `queue`, who hears the document at `joined` first."""
        dial = SubElement(self._response, "Dial", timeout=_QUEUE_SECONDS, action=then, method="POST")
        SubElement(dial, "Queue", url=joined, method="POST").text = queue
        return self

    def hang_up(self) -> "Script":
        SubElement(self._response, "Hangup")
        return self

    def __str__(self) -> str:
        return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(self._response, encoding="unicode")

    def _say(self, parent: Element, texts: tuple[str, ...]) -> None:
        for text in texts:
            SubElement(parent, "Say", language=self._language).text = text
