"""A page keeps the ladder that it was opened with; a person may be tried on one channel more than once."""

from alembic import op

from dial2.migrate import run_script

revision = "0002"
down_revision = "0001"

CHANGES = """
ALTER TABLE notifier.pages ADD COLUMN policy text; -- NULL: opened before this revision
ALTER TABLE notifier.attempts ADD COLUMN place integer NOT NULL DEFAULT 0; -- among the person's own steps
DROP INDEX notifier.one_attempt_a_try;
CREATE UNIQUE INDEX one_attempt_a_try ON notifier.attempts (page, step, person, channel, place, try)
    WHERE kind = 'page';
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
