"""What was asked of the after-hours service, and the clients' vouchers."""

from alembic import op

from dial2.migrate import run_script

revision = "0003"
down_revision = "0002"

_AFTER_HOURS = """
    CREATE TABLE triage.after_hours (
        ticket        bigint PRIMARY KEY REFERENCES triage.tickets,
        ruling        text,
        answers       json NOT NULL,
        excluded      text,
        registered_by text,
        opens_at      timestamptz, -- null unless it waits
        asks          text[] NOT NULL
    );
    CREATE INDEX after_hours_opening ON triage.after_hours (opens_at) WHERE opens_at IS NOT NULL;
    CREATE TABLE triage.vouchers (
        client  text PRIMARY KEY,
        minutes integer NOT NULL
    );
"""


def upgrade() -> None:
    run_script(op.get_bind(), _AFTER_HOURS)
