"""What the tests of the assessment share: a profile, and a text's assessment in one call."""

from dial2.marker import marker_of
from dial2.profile import load
from triage.assessment import Assessment, Contact, assess

PROFILE = load("tracktik")


def read(text: str, *, subject: str | None = None, channel: str = "email") -> Assessment:
    marker = marker_of(subject, PROFILE.markers)
    return assess(Contact(channel=channel, subject=subject, text=text, marker=marker), profile=PROFILE)
