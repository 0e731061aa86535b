"""Callers on hold, and the calls that bring them together with whoever acknowledged."""

from alembic import op

from dial2.migrate import run_script

revision = "0004"
down_revision = "0003"

CHANGES = """
-- A request by telephone, its ticket once there is one, and since when its caller holds; NULL: does not.
CREATE TABLE notifier.callers (
    request text PRIMARY KEY,
    ticket  bigint,
    since   timestamptz
);
CREATE INDEX callers_on_hold ON notifier.callers (since) WHERE since IS NOT NULL;

ALTER TABLE notifier.attempts DROP CONSTRAINT attempts_kind_check;
ALTER TABLE notifier.attempts ADD CONSTRAINT attempts_kind_check
    CHECK (kind IN ('page', 'bridge', 'word', 'notice'));
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
