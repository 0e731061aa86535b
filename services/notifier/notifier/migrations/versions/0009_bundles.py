"""Several pages in one message to one person; calls that have ended."""

from alembic import op

from dial2.migrate import run_script

revision = "0009"
down_revision = "0008"

CHANGES = """
ALTER TABLE notifier.attempts
    ADD COLUMN bundle uuid, -- the attempt whose message tells of this one too
    ADD COLUMN over   boolean NOT NULL DEFAULT false; -- the call has ended
UPDATE notifier.attempts SET over = true WHERE channel = 'voice' AND state = 'delivered';
CREATE INDEX attempts_of_bundle ON notifier.attempts (bundle) WHERE bundle IS NOT NULL;
CREATE INDEX calls_of_pages ON notifier.attempts (destination, sending_at)
    WHERE channel = 'voice' AND kind = 'page';
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
