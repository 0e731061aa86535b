"""Chat is a channel too."""

from alembic import op

from dial2.migrate import run_script

revision = "0012"
down_revision = "0011"

_CHANNELS = "CHECK (channel IN ('voice', 'sms', 'email', 'chat'))"
CHANGES = "".join(
    f"""
ALTER TABLE notifier.{table}
    DROP CONSTRAINT {table}_channel_check,
    ADD CONSTRAINT {table}_channel_check {_CHANNELS};
"""
    for table in ("attempts", "verified_contacts", "verifications")
)


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
