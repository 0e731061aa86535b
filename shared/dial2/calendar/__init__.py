"""Business time: when a clock counts.

Windows are local time in the calendar's zone, opening inclusive, closing exclusive; one past midnight belongs
to the day it opens on, and so is closed with it. On a day of daylight-saving change, a time that is skipped
is the instant of the skip; of a time shown twice, a window opens at the first and closes at the last.
"""

from dial2.calendar.open_time import Calendar, CalendarError, always, calendar
from dial2.calendar.rules import ALWAYS, CalendarRule

__all__ = ["ALWAYS", "Calendar", "CalendarError", "CalendarRule", "always", "calendar"]
