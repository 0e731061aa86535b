"""Whether a ticket waits for support hours, and whether its severity is known yet."""

from alembic import op

from dial2.migrate import run_script

revision = "0007"
down_revision = "0006"

_AFTER_HOURS = """
    ALTER TABLE notifier.tickets
        ADD assigned boolean NOT NULL DEFAULT false, -- its first severity
        ADD ruling   text;                           -- of the after-hours service; null: none
"""


def upgrade() -> None:
    run_script(op.get_bind(), _AFTER_HOURS)
