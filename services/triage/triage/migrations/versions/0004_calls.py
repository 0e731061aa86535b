"""Calls that continue a ticket."""

from alembic import op

from dial2.migrate import run_script

revision = "0004"
down_revision = "0003"

CHANGES = """
CREATE TABLE triage.continued_calls (
    request text PRIMARY KEY,
    ticket  bigint NOT NULL
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
