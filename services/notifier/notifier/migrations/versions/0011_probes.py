"""Probes, and the tickets that are theirs."""

from alembic import op

from dial2.migrate import run_script

revision = "0011"
down_revision = "0010"

CHANGES = """
CREATE TABLE notifier.probes (
    probe       text PRIMARY KEY,
    planned_at  timestamptz NOT NULL,
    started_at  timestamptz, -- its mail goes out
    late_at     timestamptz,
    accepted_at timestamptz, -- 250
    ticket      bigint,
    failed_at   timestamptz,
    why         text,
    passed_at   timestamptz
);
CREATE INDEX probes_by_time ON notifier.probes (planned_at);
ALTER TABLE notifier.tickets ADD COLUMN probe text;
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
