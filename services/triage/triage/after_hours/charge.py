"""What work after hours costs, in minutes of service vouchers."""

import math

from dial2.profile.model import AfterHours


def voucher_minutes(worked_minutes: int, rules: AfterHours) -> int:
    """At the service's rate, and at least its minimum: at double time 20 minutes of work cost 2 hours."""
    least = rules.minimum.time().total_seconds() / 60
    return math.ceil(max(worked_minutes, least) * rules.rate)
