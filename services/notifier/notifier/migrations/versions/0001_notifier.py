"""Pages, attempts, and what the notifier knows of a ticket."""

from alembic import op

from dial2.migrate import run_script, service_schema

revision = "0001"
down_revision = None

TABLES = """
-- What messages say about a ticket; followed from its stream.
CREATE TABLE notifier.tickets (
    ticket       bigint PRIMARY KEY,
    silent       boolean NOT NULL,
    client       text,
    contact_name text NOT NULL,
    email        text,
    subject      text NOT NULL,
    language     text NOT NULL,
    message_id   text,
    received_at  timestamptz NOT NULL,
    severity     text NOT NULL,
    category     text NOT NULL DEFAULT 'other',
    missing      text[] NOT NULL DEFAULT '{}',
    answered     boolean NOT NULL DEFAULT false, -- its acknowledgement was written
    correlation  uuid -- of the contact that it began with
);

-- A page climbs the ladder: `step` counts the people tried, `rung` and `round` say where it stands, `due_at` when
-- it goes on unless somebody acknowledges.
CREATE TABLE notifier.pages (
    id              uuid PRIMARY KEY,
    ticket          bigint NOT NULL,
    severity        text NOT NULL,
    state           text NOT NULL CHECK (state IN ('open', 'acknowledged', 'exhausted', 'closed')),
    step            integer NOT NULL,
    round           integer NOT NULL,
    rung            integer NOT NULL,
    level           integer NOT NULL,
    person          text NOT NULL,
    round_began_at  timestamptz NOT NULL,
    due_at          timestamptz,
    acknowledged_by text,
    acknowledged_at timestamptz,
    correlation     uuid,
    CHECK ((state = 'open') = (due_at IS NOT NULL))
);
CREATE UNIQUE INDEX one_live_page_a_ticket ON notifier.pages (ticket) WHERE state <> 'closed';
CREATE INDEX pages_due ON notifier.pages (due_at) WHERE state = 'open';

CREATE TYPE notifier.attempt_state AS ENUM
    ('planned', 'sending', 'unknown', 'accepted', 'delivered', 'failed', 'withdrawn');

-- One request to a provider, committed before it is made. `check_at`, `sending_at` and pace go by the real clock:
-- they are about processes and networks, not about promises.
CREATE TABLE notifier.attempts (
    id          uuid PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('page', 'word', 'notice')),
    page        uuid REFERENCES notifier.pages,
    notice      uuid,
    ticket      bigint,
    person      text,
    channel     text NOT NULL CHECK (channel IN ('voice', 'sms', 'email')),
    level       integer NOT NULL DEFAULT 0,
    step        integer NOT NULL DEFAULT 0,
    try         integer NOT NULL DEFAULT 1,
    urgency     smallint NOT NULL, -- 0: the most severe
    state       notifier.attempt_state NOT NULL DEFAULT 'planned',
    destination text NOT NULL,
    message     text NOT NULL,
    provider_id text,
    code        text,
    sequence    integer NOT NULL DEFAULT -1, -- of the last status callback
    planned_at  timestamptz NOT NULL,
    due_at      timestamptz NOT NULL,
    sending_at  timestamptz,
    check_at    timestamptz,
    checks      integer NOT NULL DEFAULT 0,
    recalled    boolean NOT NULL DEFAULT false, -- no longer wanted, and may still be ringing
    correlation uuid,
    CHECK ((kind = 'page') <= (page IS NOT NULL AND person IS NOT NULL)),
    CHECK ((kind = 'notice') = (notice IS NOT NULL))
);
CREATE UNIQUE INDEX one_attempt_a_try ON notifier.attempts (page, step, person, channel, try) WHERE kind = 'page';
CREATE INDEX attempts_planned ON notifier.attempts (channel, urgency, due_at) WHERE state = 'planned';
CREATE INDEX attempts_to_check ON notifier.attempts (check_at) WHERE check_at IS NOT NULL;
CREATE INDEX attempts_of_page ON notifier.attempts (page, step);
CREATE INDEX attempts_by_provider_id ON notifier.attempts (provider_id);

CREATE FUNCTION notifier.only_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'attempt % cannot go back from % to %', OLD.id, OLD.state, NEW.state;
END $$;
CREATE TRIGGER only_forward BEFORE UPDATE ON notifier.attempts
    FOR EACH ROW WHEN (NEW.state < OLD.state) EXECUTE FUNCTION notifier.only_forward();

CREATE FUNCTION notifier.wake_loops() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('dial2_due', '');
    RETURN NULL;
END $$;
CREATE TRIGGER wake_lanes AFTER INSERT ON notifier.attempts
    FOR EACH STATEMENT EXECUTE FUNCTION notifier.wake_loops();
CREATE TRIGGER wake_checks AFTER UPDATE OF check_at ON notifier.attempts
    FOR EACH ROW WHEN (NEW.check_at <= clock_timestamp()) EXECUTE FUNCTION notifier.wake_loops();

-- When the next request may go out on a channel, over all processes.
CREATE TABLE notifier.pace (
    channel text PRIMARY KEY,
    next_at timestamptz NOT NULL DEFAULT 'epoch'
);
INSERT INTO notifier.pace (channel) VALUES ('voice'), ('sms');
"""


def upgrade() -> None:
    run_script(op.get_bind(), service_schema("notifier") + TABLES)
