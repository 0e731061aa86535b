"""Which request of the provider's an answer was given to."""

from alembic import op

from dial2.migrate import run_script

revision = "0004"
down_revision = "0003"

CHANGES = """
    ALTER TABLE intake_phone.webhook_answers ADD COLUMN token text NOT NULL DEFAULT ''; -- of its header
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
