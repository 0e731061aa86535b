"""One tree of errors; what is not in it is a fault in the program."""


class Dial2Error(Exception):
    """Something a person may have to read: its text says what happened, where, and what to do."""


class Transient(Dial2Error):
    """May well succeed when tried again: a server away, a lock lost, a limit reached."""


class Permanent(Dial2Error):
    """Will fail the same way each time until somebody changes something: park it and say so."""


class NotFound(Permanent):
    """What was named is not there."""


class Forbidden(Permanent):
    """Whoever asks is known, and may not."""


class Outdated(Permanent):
    """What was asked rests on an older version of the thing than the one there is: read again, decide again."""


class KeyReused(Permanent):
    """An idempotency key came again with something else."""


class Conflict(Transient):
    """The stream has moved on since it was read (optimistic concurrency): read again, decide again."""


class LostRace(Transient):
    """Work that held the same rows went first, and Postgres undid ours: do it again."""


class Unavailable(Transient):
    """Postgres or RabbitMQ does not answer."""
