"""A page that nobody acknowledged comes again."""

from alembic import op

from dial2.migrate import run_script

revision = "0010"
down_revision = "0009"

CHANGES = """
ALTER TABLE notifier.pages
    DROP CONSTRAINT pages_check,
    ADD CONSTRAINT due_while_wanted CHECK (
        (state = 'open') <= (due_at IS NOT NULL) AND (due_at IS NOT NULL) <= (state IN ('open', 'exhausted')));
UPDATE notifier.pages SET due_at = dial2.now() WHERE state = 'exhausted';
DROP INDEX notifier.pages_due;
CREATE INDEX pages_due ON notifier.pages (due_at) WHERE due_at IS NOT NULL;
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
