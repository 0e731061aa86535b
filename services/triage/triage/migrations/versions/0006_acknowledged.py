"""Who has a ticket's page."""

from alembic import op

from dial2.migrate import run_script

revision = "0006"
down_revision = "0005"

CHANGES = "ALTER TABLE triage.tickets ADD acknowledged_by text; -- whoever did so last"


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
