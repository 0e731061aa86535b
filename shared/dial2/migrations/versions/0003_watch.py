"""Beats of processes, and the alarms that stand."""

from alembic import op

from dial2.migrate import run_script

revision = "0003"
down_revision = "0002"

_WATCH = """
    -- By the real clock: about processes, not about promises.
    CREATE TABLE dial2.beats (
        process     uuid PRIMARY KEY,
        services    text[] NOT NULL,
        host        text NOT NULL,
        started_at  timestamptz NOT NULL,
        beat_at     timestamptz NOT NULL,
        stuck       text[] NOT NULL,
        stuck_since timestamptz[] NOT NULL
    ) WITH (fillfactor = 50);
    CREATE TABLE dial2.alarms (
        name     text PRIMARY KEY,
        examiner text NOT NULL,
        said     text NOT NULL,
        since    timestamptz NOT NULL,
        times    integer NOT NULL,
        told_at  timestamptz -- null: nobody outside could be told yet
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON dial2.beats, dial2.alarms TO dial2_service;
"""


def upgrade() -> None:
    run_script(op.get_bind(), _WATCH)
