from dial2.profile.loader import ProfileError, load
from dial2.profile.model import Profile

__all__ = ["Profile", "ProfileError", "load"]
