"""Which tickets were merged into one, by that one."""

from alembic import op

from dial2.migrate import run_script

revision = "0007"
down_revision = "0006"

CHANGES = "CREATE INDEX tickets_merged ON triage.tickets (merged_into) WHERE merged_into IS NOT NULL;"


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
