"""When a message is to be transcribed, where we do that ourselves."""

from alembic import op

from dial2.migrate import run_script

revision = "0003"
down_revision = "0002"

CHANGES = """
    ALTER TABLE intake_phone.recordings
        ADD COLUMN due_at timestamptz NOT NULL DEFAULT dial2.now(),
        ADD COLUMN tries  integer NOT NULL DEFAULT 0;
    CREATE INDEX recordings_due ON intake_phone.recordings (due_at) WHERE NOT transcribed;
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
