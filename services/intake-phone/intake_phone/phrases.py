"""What callers and staff hear, in each language."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.resources import files

from dial2.errors import Permanent
from dial2.profile import Profile
from dial2.vocabulary import Language

_DEFAULT: dict[str, dict[Language, str]] = tomllib.loads(
    files("intake_phone").joinpath("phrases.toml").read_text("utf-8")
)


class Phrases:
    """The profile's own words where it has them (`templates.phone_<name>`), otherwise the bundled ones."""

    def __init__(self, profile: Profile) -> None:
        own = {
            name.removeprefix("phone_"): text
            for name, text in profile.templates.items()
            if name.startswith("phone_")
        }
        if unknown := sorted(own.keys() - _DEFAULT.keys()):
            raise Permanent(
                f"Profile {profile.name}, templates: nobody says {_templates(unknown)}; "
                f"what is said on the telephone: {_templates(_DEFAULT)}"
            )
        options = [profile.phone.options[digit] for digit in sorted(profile.phone.options)]
        self._texts = _DEFAULT | own | {"greeting": profile.phone.greeting}
        self._texts["options"] = {
            language: " ".join(option[language] for option in options) for language in profile.languages
        }
        self._zone = profile.zone
        self.languages: Sequence[Language] = tuple(profile.languages)

    def plain(self, name: str, language: Language) -> str:
        """A phrase that has nothing to fill in."""
        return self._texts[name][language]

    def text(self, name: str, language: Language, *, ticket: int | None, opening: datetime) -> str:
        """The phrase; `{ticket}` is spoken digit by digit, `{opening}` as a weekday and a time of the profile."""
        values = {"{ticket}": " ".join(str(ticket or "")), "{opening}": self._spoken(opening, language)}
        return _filled(self._texts[name][language], values)

    def _spoken(self, moment: datetime, language: Language) -> str:
        local = moment.astimezone(self._zone)
        weekday = self._texts["weekdays"][language].split()[local.weekday()]
        time = f"{local.hour}:{local.minute:02}" if language == "en" else f"{local.hour} h {local.minute:02}"
        return _filled(self._texts["opening"][language], {"{weekday}": weekday, "{time}": time})


def _templates(names: Iterable[str]) -> str:
    return ", ".join(f"phone_{name}" for name in names)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Any other brace is a character like others: a profile's text never fails a call."""
    for name, value in values.items():
        text = text.replace(name, value)
    return text
