"""A webhook's parameters: those of its address, signed with it, and those of its form."""

from collections.abc import Mapping

from intake_phone.calls import Incoming


class Form:
    """Missing parameters are empty, as the provider sends some only at times.

    `token` is the provider's name for the request: the same for each of its own retries.
    """

    def __init__(self, query: Mapping[str, str], body: Mapping[str, str], *, token: str = "") -> None:
        self._values = {**body, **query}
        self.token = token

    def __getitem__(self, name: str) -> str:
        return self._values.get(name, "")

    @property
    def incoming(self) -> Incoming:
        return Incoming(sid=self["CallSid"], caller_id=self["From"], called=self["To"])

    @property
    def turn(self) -> int:
        """Which document of the call the webhook answers."""
        return int(self["turn"])

    @property
    def tried(self) -> int:
        """How many people have been rung without the database."""
        return int(self["tried"] or 0)

    @property
    def talk_seconds(self) -> int:
        """How long the caller and the person called have talked."""
        return int(self["DialCallDuration"] or 0)

    @property
    def offer(self) -> int:
        """Which of the people offered the call then."""
        return int(self["offer"])

    @property
    def bridged(self) -> bool:
        """Whether the caller got to somebody, from ringing or from the queue."""
        return self["DialBridged"] == "true" or self["QueueResult"] in {"bridged", "redirected-from-bridged"}
