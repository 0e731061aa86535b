"""DNS as a test writes it down."""

from collections.abc import Mapping, Sequence

from intake_email.authentication.resolver import Kind, Unanswered

SILENT = "silent"  # a record that DNS does not answer for


class Zone:
    """`{"example.com TXT": ["v=spf1 -all"]}`; what is not there does not exist."""

    def __init__(self, records: Mapping[str, Sequence[str]]) -> None:
        self._records = {name.lower(): list(answers) for name, answers in records.items()}
        self.asked: list[str] = []

    async def look_up(self, name: str, kind: Kind) -> list[str]:
        question = f"{name} {kind}".lower()
        self.asked.append(question)
        answers = self._records.get(question, [])
        if SILENT in answers:
            raise Unanswered(question)
        return answers
