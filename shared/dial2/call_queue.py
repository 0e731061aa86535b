"""Where a caller on hold waits, by names that the intake of calls and the notifier share."""

JOINED = "/voice/joined"  # under the public address: what the caller hears at the moment of being connected


def queue_of(request: str) -> str:
    """The provider's queue in which the caller of `request` waits alone."""
    return f"request-{request}"
