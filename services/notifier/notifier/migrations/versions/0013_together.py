"""Several people may have a page's turn together, of whom some pass it on."""

from alembic import op

from dial2.migrate import run_script

revision = "0013"
down_revision = "0012"

CHANGES = """
CREATE TABLE notifier.passed (
    page   uuid NOT NULL REFERENCES notifier.pages,
    step   integer NOT NULL,
    person text NOT NULL,
    PRIMARY KEY (page, step, person)
);
"""


def upgrade() -> None:
    run_script(op.get_bind(), CHANGES)
