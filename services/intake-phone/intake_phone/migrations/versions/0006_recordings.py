"""Recordings kept by us, and removed at the provider."""

from alembic import op

from dial2.migrate import run_script

revision = "0006"
down_revision = "0005"

CHANGES = """
    ALTER TABLE intake_phone.recordings
        ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT dial2.now(),
        ADD COLUMN seconds     integer NOT NULL DEFAULT 0,
        ADD COLUMN blob        text, -- SHA-256; null: not fetched yet
        ADD COLUMN fetch_at    timestamptz NOT NULL DEFAULT dial2.now(),
        ADD COLUMN fetch_tries integer NOT NULL DEFAULT 0,
        ADD COLUMN removed     boolean NOT NULL DEFAULT false; -- at the provider
    CREATE INDEX recordings_to_fetch ON intake_phone.recordings (fetch_at) WHERE blob IS NULL;
    CREATE INDEX recordings_to_remove ON intake_phone.recordings (fetch_at) WHERE blob IS NOT NULL AND NOT removed;
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
