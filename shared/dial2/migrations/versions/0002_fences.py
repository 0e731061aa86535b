"""Who may run a loop: the newest release that has started."""

from alembic import op

from dial2.migrate import run_script

revision = "0002"
down_revision = "0001"

_FENCES = """
    CREATE TABLE dial2.fences (
        loop          text PRIMARY KEY,
        release       integer[] NOT NULL,
        terms         text NOT NULL, -- what the loop acts by: a profile's name
        digest        text NOT NULL, -- of what the terms say
        registered_at timestamptz NOT NULL DEFAULT dial2.now()
    );
    GRANT SELECT, INSERT, UPDATE ON dial2.fences TO dial2_service; -- a shared lock on a row needs UPDATE
"""


def upgrade() -> None:
    run_script(op.get_bind(), _FENCES)
