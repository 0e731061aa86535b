-- The log. Services append through dial2.append and read; nothing else is granted, and triggers refuse the rest
-- even to the owner.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dial2_service') THEN
        CREATE ROLE dial2_service NOLOGIN;
    END IF;
END $$;

CREATE SCHEMA IF NOT EXISTS dial2;
GRANT USAGE ON SCHEMA dial2 TO dial2_service;

-- The one clock. Only the owner may shift it (tests and the demonstration do); a service can only read it.
CREATE TABLE dial2.clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    shift    interval NOT NULL DEFAULT '0'
);
INSERT INTO dial2.clock DEFAULT VALUES;

CREATE FUNCTION dial2.now() RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = ''
    AS $$ SELECT pg_catalog.statement_timestamp() + shift FROM dial2.clock $$;

CREATE FUNCTION dial2.clock_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('dial2_clock', '');
    RETURN NULL;
END $$;
CREATE TRIGGER moved AFTER UPDATE ON dial2.clock FOR EACH STATEMENT EXECUTE FUNCTION dial2.clock_moved();

-- One row a stream: its version and the hash of its last event. The row's lock orders the stream's appends.
CREATE TABLE dial2.streams (
    stream  text PRIMARY KEY CHECK (stream ~ '^[a-z]+:[A-Za-z0-9._-]+$'),
    version integer NOT NULL,
    hash    bytea NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE dial2.events (
    position    bigint GENERATED ALWAYS AS IDENTITY,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    stream      text NOT NULL,
    version     integer NOT NULL,
    id          uuid NOT NULL,
    type        text NOT NULL,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor       text NOT NULL CHECK (actor !~ '[[:cntrl:]]'),
    causation   uuid,
    correlation uuid NOT NULL,
    payload     json NOT NULL, -- not jsonb: the hash covers these very characters
    hash        bytea NOT NULL,
    PRIMARY KEY (stream, version, recorded_at)
) PARTITION BY RANGE (recorded_at);

-- Readers of the tail go by (transaction, position) and stop below the oldest transaction still running:
-- positions alone become visible out of order.
CREATE INDEX events_tail ON dial2.events (transaction, position);

CREATE TABLE dial2.events_default PARTITION OF dial2.events DEFAULT;

CREATE FUNCTION dial2.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on %.% is refused: the log is append-only', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dial2.events
    FOR EACH ROW EXECUTE FUNCTION dial2.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON dial2.events
    FOR EACH STATEMENT EXECUTE FUNCTION dial2.refuse_change();

-- Months from the one of `since` to `ahead` months after it. A month whose events already lie in the default
-- partition stays there.
CREATE FUNCTION dial2.ensure_partitions(since timestamptz, ahead integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    month timestamptz := pg_catalog.date_trunc('month', since, 'UTC');
    name  text;
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('dial2.ensure_partitions'));
    FOR step IN 0..ahead LOOP
        name := 'events_' || pg_catalog.to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
        IF pg_catalog.to_regclass('dial2.' || name) IS NULL AND NOT EXISTS (
            SELECT FROM dial2.events_default
            WHERE recorded_at >= month AND recorded_at < month + interval '1 month'
        ) THEN
            EXECUTE pg_catalog.format(
                'CREATE TABLE dial2.%I PARTITION OF dial2.events FOR VALUES FROM (%L) TO (%L)',
                name, month, pg_catalog.date_trunc('month', month + interval '32 days', 'UTC'));
        END IF;
        month := pg_catalog.date_trunc('month', month + interval '32 days', 'UTC');
    END LOOP;
END $$;
SELECT dial2.ensure_partitions(now(), 12);

-- What the hash of an event covers, in this order, each part ended by a unit separator that none but the last
-- (JSON, whose control characters are escaped) could hold. Times are microseconds since 1970.
CREATE FUNCTION dial2.digest(
    previous bytea, stream text, version integer, id uuid, type text, happened_at timestamptz,
    recorded_at timestamptz, actor text, causation uuid, correlation uuid, payload text
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(previous || convert_to(
        stream || chr(31) || version || chr(31) || id || chr(31) || type || chr(31)
        || (extract(epoch FROM happened_at) * 1000000)::bigint || chr(31)
        || (extract(epoch FROM recorded_at) * 1000000)::bigint || chr(31)
        || actor || chr(31) || coalesce(causation::text, '') || chr(31) || correlation || chr(31) || payload,
        'UTF8'))
$$;

-- Appends in the order given. `expected` is the version that the stream must have, or null for whichever it has;
-- a stream that has moved on raises D2001. One call is one round trip.
CREATE FUNCTION dial2.append(
    streams text[], expected integer[], ids uuid[], types text[], happened timestamptz[],
    actors text[], causations uuid[], correlations uuid[], payloads text[]
) RETURNS TABLE (stream text, version integer, recorded_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
#variable_conflict use_column
DECLARE
    instant  timestamptz := dial2.now();
    count    integer := pg_catalog.cardinality(streams);
    heads    integer[]; -- for each event, which of the streams it belongs to
    names    text[];
    reached  integer[];
    chain    bytea[];
    versions integer[];
    hashes   bytea[];
    head     integer;
BEGIN
    -- Locked in one order everywhere, so that two appends to the same streams wait and never deadlock.
    INSERT INTO dial2.streams SELECT DISTINCT s, 0, ''::bytea FROM pg_catalog.unnest(streams) AS s ORDER BY s
    ON CONFLICT DO NOTHING;
    SELECT pg_catalog.array_agg(h.stream), pg_catalog.array_agg(h.version), pg_catalog.array_agg(h.hash)
    INTO names, reached, chain
    FROM (SELECT * FROM dial2.streams AS s WHERE s.stream = ANY (streams) ORDER BY s.stream FOR UPDATE) AS h;
    SELECT pg_catalog.array_agg(pg_catalog.array_position(names, s) ORDER BY n)
    INTO heads FROM pg_catalog.unnest(streams) WITH ORDINALITY AS given (s, n);
    FOR n IN 1..count LOOP
        head := heads[n];
        IF expected[n] IS NOT NULL AND expected[n] <> reached[head] THEN
            RAISE EXCEPTION 'stream % is at version %, not at %', streams[n], reached[head], expected[n]
                USING ERRCODE = 'D2001';
        END IF;
        reached[head] := reached[head] + 1;
        chain[head] := dial2.digest(chain[head], streams[n], reached[head], ids[n], types[n], happened[n],
                                    instant, actors[n], causations[n], correlations[n], payloads[n]);
        versions[n] := reached[head];
        hashes[n] := chain[head];
    END LOOP;
    INSERT INTO dial2.events (stream, version, id, type, happened_at, recorded_at, actor,
                              causation, correlation, payload, hash)
    SELECT e.s, e.v, e.i, e.t, e.h, instant, e.a, e.ca, e.co, e.p::json, e.d
    FROM unnest(streams, versions, ids, types, happened, actors, causations, correlations, payloads,
                           hashes) WITH ORDINALITY AS e (s, v, i, t, h, a, ca, co, p, d, n) ORDER BY e.n;
    UPDATE dial2.streams AS s SET version = r.version, hash = r.hash
    FROM unnest(names, reached, chain) AS r (stream, version, hash) WHERE s.stream = r.stream;
    RETURN QUERY SELECT e.s, e.v, instant FROM unnest(streams, versions) AS e (s, v);
    PERFORM pg_catalog.pg_notify('dial2_log', '');
END $$;

-- Large things: raw mail, recordings. Stored once, by the SHA-256 of what they hold.
CREATE TABLE dial2.blobs (
    sha256    bytea PRIMARY KEY CHECK (sha256 = pg_catalog.sha256(content)),
    content   bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT dial2.now()
);
ALTER TABLE dial2.blobs ALTER COLUMN content SET STORAGE EXTERNAL; -- mail and sound do not compress well
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dial2.blobs
    FOR EACH ROW EXECUTE FUNCTION dial2.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON dial2.blobs
    FOR EACH STATEMENT EXECUTE FUNCTION dial2.refuse_change();

-- How far each reader of the tail has come: the relay, and on the embedded bus each service.
CREATE TABLE dial2.checkpoints (
    reader      text PRIMARY KEY,
    transaction xid8 NOT NULL DEFAULT '0',
    position    bigint NOT NULL DEFAULT 0
);

-- The embedded bus's retries and parked deliveries; over RabbitMQ these are queues.
CREATE TABLE dial2.deliveries (
    service   text NOT NULL,
    event     uuid NOT NULL,
    stream    text NOT NULL,
    version   integer NOT NULL,
    type      text NOT NULL,
    attempt   integer NOT NULL,
    reason    text NOT NULL,
    due_at    timestamptz, -- null: parked
    parked_at timestamptz,
    PRIMARY KEY (service, event),
    CHECK ((due_at IS NULL) <> (parked_at IS NULL))
);
CREATE INDEX deliveries_due ON dial2.deliveries (service, due_at) WHERE due_at IS NOT NULL;

GRANT SELECT ON dial2.events, dial2.streams, dial2.blobs, dial2.clock TO dial2_service;
GRANT INSERT ON dial2.blobs TO dial2_service;
GRANT SELECT, INSERT, UPDATE ON dial2.checkpoints TO dial2_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON dial2.deliveries TO dial2_service;
