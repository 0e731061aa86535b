"""What callers and staff hear, in each language."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.resources import files

from dial2.errors import Permanent
from dial2.profile import Profile
from dial2.vocabulary import Language
from intake_phone.flow.questions import REQUIRED
from intake_phone.flow.steps import Line

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
        self._zone = profile.zone
        self.languages: Sequence[Language] = tuple(profile.languages)
        self._texts = _DEFAULT | own
        self._texts |= self._menu(profile) | self._questions(profile)

    def plain(self, name: str, language: Language) -> str:
        """A phrase that has nothing to fill in."""
        return self._texts[name][language]

    def about(self, line: Line, language: Language, *, ticket: int | None) -> str:
        """The phrase; `{ticket}` is spoken digit by digit."""
        values = {"ticket": " ".join(str(ticket or ""))}
        return _filled(self._texts[line.name][language], values | dict(line.values))

    def text(self, line: Line, language: Language, *, ticket: int | None, opening: datetime) -> str:
        """The same, with `{opening}` as a weekday and a time of the profile."""
        return _filled(self.about(line, language, ticket=ticket), {"opening": self._spoken(opening, language)})

    def _menu(self, profile: Profile) -> dict[str, dict[Language, str]]:
        phone = profile.phone
        options = [phone.options[digit] for digit in sorted(phone.options)]
        keys = {language: digit for digit, language in phone.languages.items()}
        choice = self._texts["language_choice"]
        return {
            "greeting": phone.greeting,
            "options": {language: " ".join(option[language] for option in options) for language in self.languages},
            "languages": {
                language: _filled(choice[language], {"key": keys[language]}) if language in keys else ""
                for language in self.languages
            },
        }

    def _questions(self, profile: Profile) -> dict[str, dict[Language, str]]:
        asked = {
            f"question.{category}.{item.name}": item.ask
            for category, items in profile.checklists.items()
            for item in items
        }
        required = profile.after_hours.required_fields if profile.after_hours else []
        asked |= {f"question.{REQUIRED}.{field.name}": field.say or field.ask for field in required}
        question = self._texts["question"]
        return {
            name: {language: _filled(question[language], {"item": item[language]}) for language in self.languages}
            for name, item in asked.items()
        }

    def _spoken(self, moment: datetime, language: Language) -> str:
        local = moment.astimezone(self._zone)
        weekday = self._texts["weekdays"][language].split()[local.weekday()]
        time = f"{local.hour}:{local.minute:02}" if language == "en" else f"{local.hour} h {local.minute:02}"
        return _filled(self._texts["opening"][language], {"weekday": weekday, "time": time})


def _templates(names: Iterable[str]) -> str:
    return ", ".join(f"phone_{name}" for name in names)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Any other brace is a character like others: a profile's text never fails a call."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
