"""What a template may be shown with: facts of a ticket as it could be."""

from datetime import UTC, datetime, timedelta

from dial2.profile.model import Profile
from dial2.vocabulary import Language
from notifier import times
from notifier.phrases import CLOCKS, PHRASES

_RECEIVED = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_TOLD: dict[Language, dict[str, object]] = {
    "en": {
        "subject": "Nobody can log in",
        "client": "North Gate",
        "name": "the dispatcher",
        "person": "first-line",
        "text": "The service is back since noon. We are looking for the cause.",
        "reason": "550 5.1.1 No such user",
        "notice": "the update",
        "new": ["for everybody now"],
        "outdated": ["only one of us"],
    },
    "fr": {
        "subject": "Personne ne peut se connecter",
        "client": "Porte Nord",
        "name": "la personne au poste de répartition",
        "person": "première ligne",
        "text": "Le service est rétabli depuis midi. Nous cherchons la cause.",
        "reason": "550 5.1.1 No such user",
        "notice": "la mise à jour",
        "new": ["pour tout le monde maintenant"],
        "outdated": ["un seul d’entre nous"],
    },
}


def facts(profile: Profile, language: Language) -> dict[str, object]:
    """For every template of the profile: a critical ticket, received on a Monday morning."""
    zone = profile.zone

    def when(at: datetime) -> str:
        return times.date_and_time(at, zone, language)

    severity = next(iter(profile.severities))
    rule = profile.severities[severity]
    phrases = PHRASES[language]
    promises = [
        {
            "what": CLOCKS[language][name],
            "within": times.length(target.within, language, in_support_hours=target.calendar != "always"),
            "by": when(_RECEIVED + _HOUR),
        }
        for name, target in rule.targets.items()
    ]
    checklist = next(iter(profile.checklists.values()), [])
    back = rule.call_back
    within = times.length(back.within, language, in_support_hours=back.calendar != "always") if back else ""
    return {
        **_TOLD[language],
        "tag": "[#1042]",
        "ticket": "1042",
        "digits": "1 0 4 2",
        "title": profile.title,
        "zone": times.zone_name(zone, language),
        "received": when(_RECEIVED),
        "given": when(_RECEIVED + _HOUR),
        "severity": phrases.severities[severity],
        "description": rule.description[language],
        "promises": promises,
        "missing": [item.ask[language] for item in checklist],
        "kind": "fix",
        "promised_for": None,
        "answer_by": when(_RECEIVED + 5 * 24 * _HOUR),
        "agree": "https://support.example.com/ticket/agree/sample",
        "reopen": "https://support.example.com/ticket/reopen/sample",
        "link": "https://support.example.com/page/ack/sample",
        "promise": phrases.promise.format(call_back=within) if within else "",
        "incident": "",
        "call_back": within,
        "clock": CLOCKS[language]["call_back"],
        "deadline": when(_RECEIVED + _HOUR),
        "breached": False,
        "rounds": 3,
        "times": 3,
        "sender": "client@example.com",
        "address": "client@example.com",
        "request": "sample",
        "starts": when(_RECEIVED),
        "ends": when(_RECEIVED + _HOUR),
        "problems": ["people.first-line: can be reached by sms only"],
        "file": "roster.toml",
        "unreachable": True,
        "status": "5.1.1",
        "ruling": "registered",
        "opens": when(_RECEIVED + 24 * _HOUR),
        "document": "",
        "request_line": "",
        "asks": [],
        "balance": "-1 h",
        "schedule": "designate",
        "comes_on": True,
        "tickets": ["[#1042] Nobody can log in (North Gate)"],
        "channel": "sms",
        "code": "21610",
        "standing": phrases.severities[list(profile.severities)[-1]],
        "read": phrases.severities[severity],
        "by": "duty-lead",
        "merged": "1041",
    }
