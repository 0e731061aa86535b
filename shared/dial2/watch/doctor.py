"""Whether an alarm would get out, for `dial2 doctor`."""

from dial2.doctor import Examination
from dial2.finding import Finding, advice
from dial2.settings import load
from dial2.watch.outside import recipients
from dial2.watch.settings import WatchSettings


async def check(examination: Examination) -> list[Finding]:
    settings = load(WatchSettings)
    found: list[Finding] = []
    if settings.alarm_relay is None:
        to = ", ".join(recipients(examination.roster))
        found.append(advice("DIAL2_ALARM_RELAY", "no alarm leaves by mail", fix=f"name a relay that mails {to}"))
    if settings.heartbeat_url is None:
        what = "when everything is off, nobody notices"
        found.append(advice("DIAL2_HEARTBEAT_URL", what, fix="name an address elsewhere that misses our pings"))
    if examination.roster.probe is None:
        what = "nothing tries the whole way to a telephone"
        found.append(advice("probe", what, fix="name a person with a line of your own as [probe] in the roster"))
    return found
