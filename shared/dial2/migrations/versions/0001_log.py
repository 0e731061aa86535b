"""The append-only log."""

from importlib.resources import files

from alembic import op

from dial2.migrate import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_script(op.get_bind(), files("dial2.log").joinpath("schema.sql").read_text("utf-8"))
