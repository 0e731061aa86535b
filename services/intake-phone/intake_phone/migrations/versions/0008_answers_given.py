"""When webhooks were answered, so that old answers can go."""

from alembic import op

from dial2.migrate import run_script

revision = "0008"
down_revision = "0007"

CHANGES = """
    ALTER TABLE intake_phone.webhook_answers ADD COLUMN given_at timestamptz NOT NULL DEFAULT dial2.now();
    CREATE INDEX webhook_answers_given ON intake_phone.webhook_answers (given_at);
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
