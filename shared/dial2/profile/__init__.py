from dial2.profile.loader import ProfileError, calendars, load
from dial2.profile.model import Profile

__all__ = ["Profile", "ProfileError", "calendars", "load"]
