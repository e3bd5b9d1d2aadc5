--
-- PostgreSQL database dump
--

\restrict rwQoCad96Yq9nXEB7UfYcJobkaVmD0BSlESHdgvRSv3Asp2AloKabh0jOm8Z71U

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: gouhook_reference; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA gouhook_reference;


--
-- Name: gouhook_service; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA gouhook_service;


--
-- Name: procrastinate_job_event_type; Type: TYPE; Schema: gouhook_service; Owner: -
--

CREATE TYPE gouhook_service.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);


--
-- Name: procrastinate_job_status; Type: TYPE; Schema: gouhook_service; Owner: -
--

CREATE TYPE gouhook_service.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);


--
-- Name: procrastinate_job_to_defer_v1; Type: TYPE; Schema: gouhook_service; Owner: -
--

CREATE TYPE gouhook_service.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);


--
-- Name: audit_refuse(); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.audit_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN RAISE EXCEPTION 'the audit is only ever added to'; END $$;


--
-- Name: procrastinate_cancel_job_v1(bigint, boolean, boolean); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;


--
-- Name: procrastinate_defer_jobs_v1(gouhook_service.procrastinate_job_to_defer_v1[]); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_defer_jobs_v1(jobs gouhook_service.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;


--
-- Name: procrastinate_defer_periodic_job_v2(character varying, character varying, character varying, character varying, integer, character varying, bigint, jsonb); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: procrastinate_jobs; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    lock text,
    queueing_lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status gouhook_service.procrastinate_job_status DEFAULT 'todo'::gouhook_service.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::gouhook_service.procrastinate_job_status) AND (abort_requested = true))))
);


--
-- Name: procrastinate_fetch_job_v2(character varying[], bigint); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS gouhook_service.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;


--
-- Name: procrastinate_finish_job_v1(bigint, gouhook_service.procrastinate_job_status, boolean); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_finish_job_v1(job_id bigint, end_status gouhook_service.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;


--
-- Name: procrastinate_notify_queue_abort_job_v1(); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;


--
-- Name: procrastinate_notify_queue_job_inserted_v1(); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;


--
-- Name: procrastinate_prune_stalled_workers_v1(double precision); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;


--
-- Name: procrastinate_register_worker_v1(); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;


--
-- Name: procrastinate_retry_job_v1(bigint, timestamp with time zone, integer, character varying, character varying); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;


--
-- Name: procrastinate_retry_job_v2(bigint, timestamp with time zone, integer, character varying, character varying); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;


--
-- Name: procrastinate_trigger_abort_requested_events_procedure_v1(); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;


--
-- Name: procrastinate_trigger_function_scheduled_events_v1(); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;


--
-- Name: procrastinate_trigger_function_status_events_insert_v1(); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;


--
-- Name: procrastinate_trigger_function_status_events_update_v1(); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;


--
-- Name: procrastinate_unlink_periodic_defers_v1(); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;


--
-- Name: procrastinate_unregister_worker_v1(bigint); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;


--
-- Name: procrastinate_update_heartbeat_v1(bigint); Type: FUNCTION; Schema: gouhook_service; Owner: -
--

CREATE FUNCTION gouhook_service.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;


--
-- Name: editions; Type: TABLE; Schema: gouhook_reference; Owner: -
--

CREATE TABLE gouhook_reference.editions (
    number integer NOT NULL,
    kind text NOT NULL,
    edition text NOT NULL,
    entry jsonb NOT NULL,
    fields bytea NOT NULL,
    filled text[] NOT NULL,
    coverage bytea,
    content_sha256 text NOT NULL,
    retired boolean DEFAULT false NOT NULL
);


--
-- Name: editions_number_seq; Type: SEQUENCE; Schema: gouhook_reference; Owner: -
--

ALTER TABLE gouhook_reference.editions ALTER COLUMN number ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME gouhook_reference.editions_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: features; Type: TABLE; Schema: gouhook_reference; Owner: -
--

CREATE TABLE gouhook_reference.features (
    edition integer NOT NULL,
    record bigint NOT NULL,
    id text,
    code text COLLATE pg_catalog."C",
    area_m2 double precision,
    repaired boolean NOT NULL,
    subdivided boolean NOT NULL,
    shape public.geometry,
    filed bytea,
    reason text,
    attributes jsonb NOT NULL,
    CONSTRAINT features_measured CHECK (((shape IS NULL) = (id IS NULL)))
)
PARTITION BY LIST (edition);


--
-- Name: features_1; Type: TABLE; Schema: gouhook_reference; Owner: -
--

CREATE TABLE gouhook_reference.features_1 (
    edition integer NOT NULL,
    record bigint NOT NULL,
    id text,
    code text COLLATE pg_catalog."C",
    area_m2 double precision,
    repaired boolean NOT NULL,
    subdivided boolean NOT NULL,
    shape public.geometry,
    filed bytea,
    reason text,
    attributes jsonb NOT NULL,
    CONSTRAINT features_1_edition_check CHECK ((edition = 1)),
    CONSTRAINT features_measured CHECK (((shape IS NULL) = (id IS NULL)))
);


--
-- Name: pieces; Type: TABLE; Schema: gouhook_reference; Owner: -
--

CREATE TABLE gouhook_reference.pieces (
    edition integer NOT NULL,
    record bigint NOT NULL,
    part integer NOT NULL,
    shape public.geometry NOT NULL
)
PARTITION BY LIST (edition);


--
-- Name: pieces_1; Type: TABLE; Schema: gouhook_reference; Owner: -
--

CREATE TABLE gouhook_reference.pieces_1 (
    edition integer NOT NULL,
    record bigint NOT NULL,
    part integer NOT NULL,
    shape public.geometry NOT NULL,
    CONSTRAINT pieces_1_edition_check CHECK ((edition = 1))
);


--
-- Name: schema_version; Type: TABLE; Schema: gouhook_reference; Owner: -
--

CREATE TABLE gouhook_reference.schema_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: accounts; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.accounts (
    id text NOT NULL,
    name text NOT NULL,
    title text NOT NULL,
    role text NOT NULL,
    counties json NOT NULL,
    password text,
    must_change boolean NOT NULL,
    disabled boolean NOT NULL,
    created timestamp with time zone NOT NULL,
    signed_in timestamp with time zone,
    failures integer NOT NULL,
    locked_until timestamp with time zone,
    issuer text,
    subject text
);


--
-- Name: api_keys; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.api_keys (
    id text NOT NULL,
    secret_sha256 text NOT NULL,
    account_id text NOT NULL,
    title text NOT NULL,
    created timestamp with time zone NOT NULL,
    expires timestamp with time zone,
    used timestamp with time zone,
    revoked timestamp with time zone
);


--
-- Name: audit; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.audit (
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    act text NOT NULL,
    subject text NOT NULL,
    data json NOT NULL,
    role text,
    previous text NOT NULL,
    hash text NOT NULL
);


--
-- Name: audit_number_seq; Type: SEQUENCE; Schema: gouhook_service; Owner: -
--

CREATE SEQUENCE gouhook_service.audit_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: audit_number_seq; Type: SEQUENCE OWNED BY; Schema: gouhook_service; Owner: -
--

ALTER SEQUENCE gouhook_service.audit_number_seq OWNED BY gouhook_service.audit.number;


--
-- Name: events; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.events (
    run_id text NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    data json NOT NULL,
    at timestamp with time zone NOT NULL
);


--
-- Name: finding_parcels; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.finding_parcels (
    run_id text NOT NULL,
    parcel_id text NOT NULL,
    ordinal integer NOT NULL
);


--
-- Name: findings; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.findings (
    run_id text NOT NULL,
    ordinal integer NOT NULL,
    fingerprint text NOT NULL,
    rule text NOT NULL,
    status text NOT NULL,
    severity text NOT NULL,
    parcel_ids json NOT NULL,
    message json NOT NULL,
    measures json NOT NULL,
    geometry json,
    geometry_crs84 json,
    minx double precision,
    miny double precision,
    maxx double precision,
    maxy double precision,
    west double precision,
    south double precision,
    east double precision,
    north double precision
);


--
-- Name: layers; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.layers (
    kind text NOT NULL,
    edition text NOT NULL,
    completeness text NOT NULL,
    records integer NOT NULL,
    source text NOT NULL,
    epsg integer NOT NULL,
    areas json NOT NULL,
    coverage json,
    extent_crs84 json,
    valid_from date,
    restricted boolean NOT NULL,
    retired boolean NOT NULL,
    registered timestamp with time zone NOT NULL,
    sha256 text NOT NULL
);


--
-- Name: mappings; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.mappings (
    signature text NOT NULL,
    map json NOT NULL,
    filename text NOT NULL,
    kept timestamp with time zone NOT NULL
);


--
-- Name: procrastinate_events; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type gouhook_service.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);


--
-- Name: procrastinate_events_id_seq; Type: SEQUENCE; Schema: gouhook_service; Owner: -
--

CREATE SEQUENCE gouhook_service.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: procrastinate_events_id_seq; Type: SEQUENCE OWNED BY; Schema: gouhook_service; Owner: -
--

ALTER SEQUENCE gouhook_service.procrastinate_events_id_seq OWNED BY gouhook_service.procrastinate_events.id;


--
-- Name: procrastinate_jobs_id_seq; Type: SEQUENCE; Schema: gouhook_service; Owner: -
--

CREATE SEQUENCE gouhook_service.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: procrastinate_jobs_id_seq; Type: SEQUENCE OWNED BY; Schema: gouhook_service; Owner: -
--

ALTER SEQUENCE gouhook_service.procrastinate_jobs_id_seq OWNED BY gouhook_service.procrastinate_jobs.id;


--
-- Name: procrastinate_periodic_defers; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);


--
-- Name: procrastinate_periodic_defers_id_seq; Type: SEQUENCE; Schema: gouhook_service; Owner: -
--

CREATE SEQUENCE gouhook_service.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: procrastinate_periodic_defers_id_seq; Type: SEQUENCE OWNED BY; Schema: gouhook_service; Owner: -
--

ALTER SEQUENCE gouhook_service.procrastinate_periodic_defers_id_seq OWNED BY gouhook_service.procrastinate_periodic_defers.id;


--
-- Name: procrastinate_workers; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: procrastinate_workers_id_seq; Type: SEQUENCE; Schema: gouhook_service; Owner: -
--

ALTER TABLE gouhook_service.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME gouhook_service.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: run_layers; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.run_layers (
    run_id text NOT NULL,
    layer_id text NOT NULL
);


--
-- Name: runs; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.runs (
    id text NOT NULL,
    submission_id text,
    task text NOT NULL,
    options json NOT NULL,
    status text NOT NULL,
    step text,
    rules_done integer NOT NULL,
    rules_total integer NOT NULL,
    attempt integer NOT NULL,
    crashes integer NOT NULL,
    events integer NOT NULL,
    worker text,
    created timestamp with time zone NOT NULL,
    started timestamp with time zone,
    finished timestamp with time zone,
    verdict text,
    headline json NOT NULL,
    project_code text,
    project_name text,
    epsg integer,
    findings integer NOT NULL,
    result_sha256 text,
    files json NOT NULL,
    error json,
    error_id text,
    cancel_requested boolean DEFAULT false NOT NULL,
    rerun_of text,
    deleted timestamp with time zone,
    county_code text,
    owner text,
    notices json DEFAULT '[]'::json NOT NULL,
    details json
);


--
-- Name: service_version; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.service_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: sessions; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.sessions (
    token_sha256 text NOT NULL,
    account_id text NOT NULL,
    address text NOT NULL,
    begun timestamp with time zone NOT NULL,
    used timestamp with time zone NOT NULL
);


--
-- Name: sign_ins; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.sign_ins (
    token_sha256 text NOT NULL,
    "to" text NOT NULL,
    begun timestamp with time zone NOT NULL
);


--
-- Name: submissions; Type: TABLE; Schema: gouhook_service; Owner: -
--

CREATE TABLE gouhook_service.submissions (
    id text NOT NULL,
    filename text NOT NULL,
    sha256 text NOT NULL,
    size bigint NOT NULL,
    received timestamp with time zone NOT NULL,
    idempotency_key text,
    deleted timestamp with time zone,
    beside boolean DEFAULT false NOT NULL,
    contents json,
    owner text,
    county_code text
);


--
-- Name: features_1; Type: TABLE ATTACH; Schema: gouhook_reference; Owner: -
--

ALTER TABLE ONLY gouhook_reference.features ATTACH PARTITION gouhook_reference.features_1 FOR VALUES IN (1);


--
-- Name: pieces_1; Type: TABLE ATTACH; Schema: gouhook_reference; Owner: -
--

ALTER TABLE ONLY gouhook_reference.pieces ATTACH PARTITION gouhook_reference.pieces_1 FOR VALUES IN (1);


--
-- Name: audit number; Type: DEFAULT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.audit ALTER COLUMN number SET DEFAULT nextval('gouhook_service.audit_number_seq'::regclass);


--
-- Name: procrastinate_events id; Type: DEFAULT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('gouhook_service.procrastinate_events_id_seq'::regclass);


--
-- Name: procrastinate_jobs id; Type: DEFAULT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('gouhook_service.procrastinate_jobs_id_seq'::regclass);


--
-- Name: procrastinate_periodic_defers id; Type: DEFAULT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('gouhook_service.procrastinate_periodic_defers_id_seq'::regclass);


--
-- Data for Name: editions; Type: TABLE DATA; Schema: gouhook_reference; Owner: -
--

COPY gouhook_reference.editions (number, kind, edition, entry, fields, filled, coverage, content_sha256, retired) FROM stdin;
1	disputed_land	2019	{"epsg": 4490, "kind": "disputed_land", "areas": ["510999"], "files": [{"path": "争议区.geojson", "size": 286, "sha256": "336a995ff2befa2d4ac48714e5808a7ea57d3850bf67271ffe4817edc9398bab"}], "parts": [], "extent": [105.0, 31.0, 105.01, 31.01], "format": "gouhook-layer/2", "sha256": "77c31e46d0e8e65d2a11f2b9b0c8cd098e508fd888d5e3865818c841ae154a99", "source": "演练", "columns": ["BSM"], "edition": "2019", "invalid": [], "records": 1, "coverage": {"codes": ["510999"], "source": "演练"}, "features": 1, "repaired": 0, "unusable": 0, "id_fields": ["BSM"], "registered": "2026-11-22T13:24:52.449211Z", "restricted": false, "completeness": "sparse"}	\\xffffffff700000001000000000000a000c000600050008000a000000000104000c000000080008000000040008000000040000000100000014000000100014000800060007000c00000010001000000000000105100000001800000004000000000000000300000042534d00040004000400000000000000	{BSM}	\N	a3ea6f4451b1bd66caa134a82783591200c198d323d5989c6120f8317ed365bd	f
\.


--
-- Data for Name: features_1; Type: TABLE DATA; Schema: gouhook_reference; Owner: -
--

COPY gouhook_reference.features_1 (edition, record, id, code, area_m2, repaired, subdivided, shape, filed, reason, attributes) FROM stdin;
1	0	1	\N	529389.0523414612	f	f	01030000208A11000001000000040000000000000000405A400000000000003F40713D0AD7A3405A40C3F5285C8F023F400000000000405A40C3F5285C8F023F400000000000405A400000000000003F40	\N	\N	{"BSM": "1"}
\.


--
-- Data for Name: pieces_1; Type: TABLE DATA; Schema: gouhook_reference; Owner: -
--

COPY gouhook_reference.pieces_1 (edition, record, part, shape) FROM stdin;
\.


--
-- Data for Name: schema_version; Type: TABLE DATA; Schema: gouhook_reference; Owner: -
--

COPY gouhook_reference.schema_version (version_num) FROM stdin;
0001
\.


--
-- Data for Name: accounts; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.accounts (id, name, title, role, counties, password, must_change, disabled, created, signed_in, failures, locked_until, issuer, subject) FROM stdin;
\.


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.api_keys (id, secret_sha256, account_id, title, created, expires, used, revoked) FROM stdin;
\.


--
-- Data for Name: audit; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.audit (number, at, actor, act, subject, data, role, previous, hash) FROM stdin;
1	2026-11-22 13:24:43.358662+00	local	layer_registering	disputed_land@2019	{"run": "01a2036e3241be76453c3c82384d2356"}	admin	0000000000000000000000000000000000000000000000000000000000000000	63ac2701a8b5c485ab608387928afde85fb52c4f74b82f801e36263b2d427d4c
2	2026-11-22 13:24:52.566364+00	worker	layer_registered	disputed_land@2019	{"run": "01a2036e3241be76453c3c82384d2356"}	\N	63ac2701a8b5c485ab608387928afde85fb52c4f74b82f801e36263b2d427d4c	3eb3bbf9d035e45017d2aedaa04f160b423b467b54dfad26e72c9ec76e8c5533
3	2026-11-22 13:24:52.737043+00	local	submission_received	01a2036e577b998a4de14e07250123aa	{"sha256": "c403421dc7fc51f923083ae53c1399016919aac0c1b356de40b20513234a16ce", "size": 49641, "run": "01a2036e577d7bf7140c95139ff9e83d"}	admin	3eb3bbf9d035e45017d2aedaa04f160b423b467b54dfad26e72c9ec76e8c5533	4b0b1f2fe60d7f4864774b04099bb10ada83bb8cf2ec98d1865b037e8fee2eea
4	2026-11-22 13:24:58.683582+00	local	submission_received	01a2036e6eb91d8efab6351d8f4e25cf	{"sha256": "436db71ef6dbe775ac5dd4f12266d63b516c7dd8a6b5c9686a3cd0b426ea37b6", "size": 57596, "run": null}	admin	4b0b1f2fe60d7f4864774b04099bb10ada83bb8cf2ec98d1865b037e8fee2eea	46cdc1de39cf02ffcb6f4e0a1bfb4e00612f69b6dff0681c9cce2102b36edeb4
5	2026-11-22 13:24:58.69767+00	local	submission_deleted	01a2036e6eb91d8efab6351d8f4e25cf	{"filename": "gone.zip", "sha256": "436db71ef6dbe775ac5dd4f12266d63b516c7dd8a6b5c9686a3cd0b426ea37b6", "size": 57596}	admin	46cdc1de39cf02ffcb6f4e0a1bfb4e00612f69b6dff0681c9cce2102b36edeb4	300570268c2fb05ff95f0bbac293ae8e9924db2ed34e27f09351375e4fd1c8b6
6	2026-11-22 13:24:59.223807+00	local	submission_received	01a2036e70d32b237d1ab880f3d889d6	{"sha256": "15826b8a7e13aeb0bb133033402487158c28012ffdcbc093d4e68e440aa3b3ca", "size": 56878, "run": "01a2036e70d45c1e9344ac67244b994f"}	admin	300570268c2fb05ff95f0bbac293ae8e9924db2ed34e27f09351375e4fd1c8b6	d6074a629e32eec45f803cb8b22510156ae4cdf90dea2d200da4bb6881d76fe8
\.


--
-- Data for Name: events; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.events (run_id, seq, kind, data, at) FROM stdin;
01a2036e3241be76453c3c82384d2356	1	queued	{}	2026-11-22 13:24:43.203861+00
01a2036e3241be76453c3c82384d2356	2	started	{"attempt": 1}	2026-11-22 13:24:51.1517+00
01a2036e3241be76453c3c82384d2356	3	step	{"step": "read"}	2026-11-22 13:24:51.217984+00
01a2036e3241be76453c3c82384d2356	4	step	{"step": "layers_read"}	2026-11-22 13:24:52.248521+00
01a2036e3241be76453c3c82384d2356	5	succeeded	{}	2026-11-22 13:24:52.609044+00
01a2036e577d7bf7140c95139ff9e83d	1	queued	{}	2026-11-22 13:24:52.734226+00
01a2036e577d7bf7140c95139ff9e83d	2	started	{"attempt": 1}	2026-11-22 13:24:52.760636+00
01a2036e577d7bf7140c95139ff9e83d	3	step	{"step": "read"}	2026-11-22 13:24:52.845104+00
01a2036e577d7bf7140c95139ff9e83d	4	step	{"step": "check"}	2026-11-22 13:24:55.210798+00
01a2036e577d7bf7140c95139ff9e83d	5	rule	{"rule": "ZJ-B03", "done": 43, "total": 79}	2026-11-22 13:24:55.411828+00
01a2036e577d7bf7140c95139ff9e83d	6	rule	{"rule": "ZJ-B14", "done": 49, "total": 79}	2026-11-22 13:24:55.657063+00
01a2036e577d7bf7140c95139ff9e83d	7	rule	{"rule": "ZJ-D08", "done": 79, "total": 79}	2026-11-22 13:24:55.764389+00
01a2036e577d7bf7140c95139ff9e83d	8	step	{"step": "write"}	2026-11-22 13:24:56.066266+00
01a2036e577d7bf7140c95139ff9e83d	9	succeeded	{}	2026-11-22 13:24:58.591327+00
01a2036e70d45c1e9344ac67244b994f	1	queued	{}	2026-11-22 13:24:59.2213+00
\.


--
-- Data for Name: finding_parcels; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.finding_parcels (run_id, parcel_id, ordinal) FROM stdin;
01a2036e577d7bf7140c95139ff9e83d	CJ001	4
01a2036e577d7bf7140c95139ff9e83d	CJ067	5
01a2036e577d7bf7140c95139ff9e83d	JX901	8
01a2036e577d7bf7140c95139ff9e83d	JX902	8
01a2036e577d7bf7140c95139ff9e83d	JX903	8
01a2036e577d7bf7140c95139ff9e83d	JX905	8
01a2036e577d7bf7140c95139ff9e83d	JX906	8
01a2036e577d7bf7140c95139ff9e83d	JX907	8
01a2036e577d7bf7140c95139ff9e83d	JX908	8
01a2036e577d7bf7140c95139ff9e83d	JX910	8
01a2036e577d7bf7140c95139ff9e83d	JX911	8
01a2036e577d7bf7140c95139ff9e83d	CJ001	9
01a2036e577d7bf7140c95139ff9e83d	CJ002	9
01a2036e577d7bf7140c95139ff9e83d	CJ003	9
01a2036e577d7bf7140c95139ff9e83d	CJ004	9
01a2036e577d7bf7140c95139ff9e83d	CJ005	9
01a2036e577d7bf7140c95139ff9e83d	CJ006	9
01a2036e577d7bf7140c95139ff9e83d	CJ007	9
01a2036e577d7bf7140c95139ff9e83d	CJ008	9
01a2036e577d7bf7140c95139ff9e83d	CJ009	9
01a2036e577d7bf7140c95139ff9e83d	CJ010	9
01a2036e577d7bf7140c95139ff9e83d	CJ011	9
01a2036e577d7bf7140c95139ff9e83d	CJ012	9
01a2036e577d7bf7140c95139ff9e83d	CJ013	9
01a2036e577d7bf7140c95139ff9e83d	CJ014	9
01a2036e577d7bf7140c95139ff9e83d	CJ015	9
01a2036e577d7bf7140c95139ff9e83d	CJ016	9
01a2036e577d7bf7140c95139ff9e83d	CJ017	9
01a2036e577d7bf7140c95139ff9e83d	CJ018	9
01a2036e577d7bf7140c95139ff9e83d	CJ019	9
01a2036e577d7bf7140c95139ff9e83d	CJ020	9
01a2036e577d7bf7140c95139ff9e83d	CJ021	9
01a2036e577d7bf7140c95139ff9e83d	CJ022	9
01a2036e577d7bf7140c95139ff9e83d	CJ023	9
01a2036e577d7bf7140c95139ff9e83d	CJ024	9
01a2036e577d7bf7140c95139ff9e83d	CJ025	9
01a2036e577d7bf7140c95139ff9e83d	CJ026	9
01a2036e577d7bf7140c95139ff9e83d	CJ027	9
01a2036e577d7bf7140c95139ff9e83d	CJ028	9
01a2036e577d7bf7140c95139ff9e83d	CJ029	9
01a2036e577d7bf7140c95139ff9e83d	CJ030	9
01a2036e577d7bf7140c95139ff9e83d	CJ031	9
01a2036e577d7bf7140c95139ff9e83d	CJ032	9
01a2036e577d7bf7140c95139ff9e83d	CJ033	9
01a2036e577d7bf7140c95139ff9e83d	CJ034	9
01a2036e577d7bf7140c95139ff9e83d	CJ035	9
01a2036e577d7bf7140c95139ff9e83d	CJ036	9
01a2036e577d7bf7140c95139ff9e83d	CJ037	9
01a2036e577d7bf7140c95139ff9e83d	CJ038	9
01a2036e577d7bf7140c95139ff9e83d	CJ039	9
01a2036e577d7bf7140c95139ff9e83d	CJ040	9
01a2036e577d7bf7140c95139ff9e83d	CJ041	9
01a2036e577d7bf7140c95139ff9e83d	CJ042	9
01a2036e577d7bf7140c95139ff9e83d	CJ043	9
01a2036e577d7bf7140c95139ff9e83d	CJ044	9
01a2036e577d7bf7140c95139ff9e83d	CJ045	9
01a2036e577d7bf7140c95139ff9e83d	CJ046	9
01a2036e577d7bf7140c95139ff9e83d	CJ047	9
01a2036e577d7bf7140c95139ff9e83d	CJ048	9
01a2036e577d7bf7140c95139ff9e83d	CJ049	9
01a2036e577d7bf7140c95139ff9e83d	CJ050	9
01a2036e577d7bf7140c95139ff9e83d	CJ051	9
01a2036e577d7bf7140c95139ff9e83d	CJ052	9
01a2036e577d7bf7140c95139ff9e83d	CJ053	9
01a2036e577d7bf7140c95139ff9e83d	CJ054	9
01a2036e577d7bf7140c95139ff9e83d	CJ055	9
01a2036e577d7bf7140c95139ff9e83d	CJ056	9
01a2036e577d7bf7140c95139ff9e83d	CJ057	9
01a2036e577d7bf7140c95139ff9e83d	CJ058	9
01a2036e577d7bf7140c95139ff9e83d	CJ059	9
01a2036e577d7bf7140c95139ff9e83d	CJ060	9
01a2036e577d7bf7140c95139ff9e83d	CJ061	9
01a2036e577d7bf7140c95139ff9e83d	CJ062	9
01a2036e577d7bf7140c95139ff9e83d	CJ063	9
01a2036e577d7bf7140c95139ff9e83d	CJ064	9
01a2036e577d7bf7140c95139ff9e83d	CJ065	9
01a2036e577d7bf7140c95139ff9e83d	CJ066	9
01a2036e577d7bf7140c95139ff9e83d	CJ067	9
01a2036e577d7bf7140c95139ff9e83d	CJ068	9
01a2036e577d7bf7140c95139ff9e83d	CJ069	9
01a2036e577d7bf7140c95139ff9e83d	CJ070	9
01a2036e577d7bf7140c95139ff9e83d	CJ071	9
01a2036e577d7bf7140c95139ff9e83d	CJ072	9
01a2036e577d7bf7140c95139ff9e83d	CJ073	9
01a2036e577d7bf7140c95139ff9e83d	CJ902	9
01a2036e577d7bf7140c95139ff9e83d	CJ903	9
01a2036e577d7bf7140c95139ff9e83d	CJ904	9
01a2036e577d7bf7140c95139ff9e83d	CJ905	9
01a2036e577d7bf7140c95139ff9e83d	CJ906	9
01a2036e577d7bf7140c95139ff9e83d	JX901	10
01a2036e577d7bf7140c95139ff9e83d	JX902	10
01a2036e577d7bf7140c95139ff9e83d	JX903	10
01a2036e577d7bf7140c95139ff9e83d	JX904	10
01a2036e577d7bf7140c95139ff9e83d	JX905	10
01a2036e577d7bf7140c95139ff9e83d	JX906	10
01a2036e577d7bf7140c95139ff9e83d	JX907	10
01a2036e577d7bf7140c95139ff9e83d	JX908	10
01a2036e577d7bf7140c95139ff9e83d	JX909	10
01a2036e577d7bf7140c95139ff9e83d	JX910	10
01a2036e577d7bf7140c95139ff9e83d	JX911	10
01a2036e577d7bf7140c95139ff9e83d	JX905	15
01a2036e577d7bf7140c95139ff9e83d	JX901	16
01a2036e577d7bf7140c95139ff9e83d	JX902	17
01a2036e577d7bf7140c95139ff9e83d	JX903	18
01a2036e577d7bf7140c95139ff9e83d	JX905	19
01a2036e577d7bf7140c95139ff9e83d	JX907	20
01a2036e577d7bf7140c95139ff9e83d	JX911	21
01a2036e577d7bf7140c95139ff9e83d	CJ901	22
01a2036e577d7bf7140c95139ff9e83d	CJ902	23
01a2036e577d7bf7140c95139ff9e83d	JX906	24
01a2036e577d7bf7140c95139ff9e83d	JX911	25
01a2036e577d7bf7140c95139ff9e83d	CJ067	26
01a2036e577d7bf7140c95139ff9e83d	CJ068	26
01a2036e577d7bf7140c95139ff9e83d	CJ069	26
01a2036e577d7bf7140c95139ff9e83d	CJ070	26
01a2036e577d7bf7140c95139ff9e83d	CJ903	26
01a2036e577d7bf7140c95139ff9e83d	CJ071	27
01a2036e577d7bf7140c95139ff9e83d	CJ072	27
01a2036e577d7bf7140c95139ff9e83d	CJ073	27
01a2036e577d7bf7140c95139ff9e83d	CJ906	27
01a2036e577d7bf7140c95139ff9e83d	CJ001	28
01a2036e577d7bf7140c95139ff9e83d	CJ067	29
01a2036e577d7bf7140c95139ff9e83d	CJ903	30
01a2036e577d7bf7140c95139ff9e83d	CJ904	31
01a2036e577d7bf7140c95139ff9e83d	CJ905	32
01a2036e577d7bf7140c95139ff9e83d	JX901	32
01a2036e577d7bf7140c95139ff9e83d	JX902	32
01a2036e577d7bf7140c95139ff9e83d	JX903	32
01a2036e577d7bf7140c95139ff9e83d	JX904	32
01a2036e577d7bf7140c95139ff9e83d	JX905	32
01a2036e577d7bf7140c95139ff9e83d	JX906	32
01a2036e577d7bf7140c95139ff9e83d	JX907	32
01a2036e577d7bf7140c95139ff9e83d	JX908	32
01a2036e577d7bf7140c95139ff9e83d	JX910	32
01a2036e577d7bf7140c95139ff9e83d	JX911	32
01a2036e577d7bf7140c95139ff9e83d	JX909	33
01a2036e577d7bf7140c95139ff9e83d	CJ001	34
01a2036e577d7bf7140c95139ff9e83d	CJ002	34
01a2036e577d7bf7140c95139ff9e83d	CJ003	34
01a2036e577d7bf7140c95139ff9e83d	CJ004	34
01a2036e577d7bf7140c95139ff9e83d	CJ005	34
01a2036e577d7bf7140c95139ff9e83d	CJ006	34
01a2036e577d7bf7140c95139ff9e83d	CJ007	34
01a2036e577d7bf7140c95139ff9e83d	CJ008	34
01a2036e577d7bf7140c95139ff9e83d	CJ009	34
01a2036e577d7bf7140c95139ff9e83d	CJ010	34
01a2036e577d7bf7140c95139ff9e83d	CJ011	34
01a2036e577d7bf7140c95139ff9e83d	CJ012	34
01a2036e577d7bf7140c95139ff9e83d	CJ013	34
01a2036e577d7bf7140c95139ff9e83d	CJ014	34
01a2036e577d7bf7140c95139ff9e83d	CJ015	34
01a2036e577d7bf7140c95139ff9e83d	CJ016	34
01a2036e577d7bf7140c95139ff9e83d	CJ017	34
01a2036e577d7bf7140c95139ff9e83d	CJ018	34
01a2036e577d7bf7140c95139ff9e83d	CJ019	34
01a2036e577d7bf7140c95139ff9e83d	CJ020	34
01a2036e577d7bf7140c95139ff9e83d	CJ021	34
01a2036e577d7bf7140c95139ff9e83d	CJ022	34
01a2036e577d7bf7140c95139ff9e83d	CJ023	34
01a2036e577d7bf7140c95139ff9e83d	CJ024	34
01a2036e577d7bf7140c95139ff9e83d	CJ025	34
01a2036e577d7bf7140c95139ff9e83d	CJ026	34
01a2036e577d7bf7140c95139ff9e83d	CJ027	34
01a2036e577d7bf7140c95139ff9e83d	CJ028	34
01a2036e577d7bf7140c95139ff9e83d	CJ029	34
01a2036e577d7bf7140c95139ff9e83d	CJ030	34
01a2036e577d7bf7140c95139ff9e83d	CJ031	34
01a2036e577d7bf7140c95139ff9e83d	CJ032	34
01a2036e577d7bf7140c95139ff9e83d	CJ033	34
01a2036e577d7bf7140c95139ff9e83d	CJ034	34
01a2036e577d7bf7140c95139ff9e83d	CJ035	34
01a2036e577d7bf7140c95139ff9e83d	CJ036	34
01a2036e577d7bf7140c95139ff9e83d	CJ037	34
01a2036e577d7bf7140c95139ff9e83d	CJ038	34
01a2036e577d7bf7140c95139ff9e83d	CJ039	34
01a2036e577d7bf7140c95139ff9e83d	CJ040	34
01a2036e577d7bf7140c95139ff9e83d	CJ041	34
01a2036e577d7bf7140c95139ff9e83d	CJ042	34
01a2036e577d7bf7140c95139ff9e83d	CJ043	34
01a2036e577d7bf7140c95139ff9e83d	CJ044	34
01a2036e577d7bf7140c95139ff9e83d	CJ045	34
01a2036e577d7bf7140c95139ff9e83d	CJ046	34
01a2036e577d7bf7140c95139ff9e83d	CJ047	34
01a2036e577d7bf7140c95139ff9e83d	CJ048	34
01a2036e577d7bf7140c95139ff9e83d	CJ049	34
01a2036e577d7bf7140c95139ff9e83d	CJ050	34
01a2036e577d7bf7140c95139ff9e83d	CJ051	34
01a2036e577d7bf7140c95139ff9e83d	CJ052	34
01a2036e577d7bf7140c95139ff9e83d	CJ053	34
01a2036e577d7bf7140c95139ff9e83d	CJ054	34
01a2036e577d7bf7140c95139ff9e83d	CJ055	34
01a2036e577d7bf7140c95139ff9e83d	CJ056	34
01a2036e577d7bf7140c95139ff9e83d	CJ057	34
01a2036e577d7bf7140c95139ff9e83d	CJ058	34
01a2036e577d7bf7140c95139ff9e83d	CJ059	34
01a2036e577d7bf7140c95139ff9e83d	CJ060	34
01a2036e577d7bf7140c95139ff9e83d	CJ061	34
01a2036e577d7bf7140c95139ff9e83d	CJ062	34
01a2036e577d7bf7140c95139ff9e83d	CJ063	34
01a2036e577d7bf7140c95139ff9e83d	CJ064	34
01a2036e577d7bf7140c95139ff9e83d	CJ065	34
01a2036e577d7bf7140c95139ff9e83d	CJ066	34
01a2036e577d7bf7140c95139ff9e83d	CJ067	34
01a2036e577d7bf7140c95139ff9e83d	CJ068	34
01a2036e577d7bf7140c95139ff9e83d	CJ069	34
01a2036e577d7bf7140c95139ff9e83d	CJ070	34
01a2036e577d7bf7140c95139ff9e83d	CJ071	34
01a2036e577d7bf7140c95139ff9e83d	CJ072	34
01a2036e577d7bf7140c95139ff9e83d	CJ073	34
01a2036e577d7bf7140c95139ff9e83d	CJ901	34
01a2036e577d7bf7140c95139ff9e83d	CJ902	34
01a2036e577d7bf7140c95139ff9e83d	CJ903	34
01a2036e577d7bf7140c95139ff9e83d	CJ904	34
01a2036e577d7bf7140c95139ff9e83d	CJ906	34
01a2036e577d7bf7140c95139ff9e83d	CJ026	35
01a2036e577d7bf7140c95139ff9e83d	CJ027	35
01a2036e577d7bf7140c95139ff9e83d	CJ028	35
01a2036e577d7bf7140c95139ff9e83d	CJ029	35
01a2036e577d7bf7140c95139ff9e83d	CJ030	35
01a2036e577d7bf7140c95139ff9e83d	CJ031	35
01a2036e577d7bf7140c95139ff9e83d	CJ032	35
01a2036e577d7bf7140c95139ff9e83d	CJ033	35
01a2036e577d7bf7140c95139ff9e83d	CJ034	35
01a2036e577d7bf7140c95139ff9e83d	CJ035	35
01a2036e577d7bf7140c95139ff9e83d	CJ036	35
01a2036e577d7bf7140c95139ff9e83d	CJ037	35
01a2036e577d7bf7140c95139ff9e83d	CJ038	35
01a2036e577d7bf7140c95139ff9e83d	CJ039	35
01a2036e577d7bf7140c95139ff9e83d	CJ040	35
01a2036e577d7bf7140c95139ff9e83d	CJ041	35
01a2036e577d7bf7140c95139ff9e83d	CJ042	35
01a2036e577d7bf7140c95139ff9e83d	CJ043	35
01a2036e577d7bf7140c95139ff9e83d	CJ044	35
01a2036e577d7bf7140c95139ff9e83d	CJ045	35
01a2036e577d7bf7140c95139ff9e83d	CJ046	35
01a2036e577d7bf7140c95139ff9e83d	CJ047	35
01a2036e577d7bf7140c95139ff9e83d	CJ048	35
01a2036e577d7bf7140c95139ff9e83d	CJ049	35
01a2036e577d7bf7140c95139ff9e83d	CJ050	35
01a2036e577d7bf7140c95139ff9e83d	CJ051	35
01a2036e577d7bf7140c95139ff9e83d	CJ052	35
01a2036e577d7bf7140c95139ff9e83d	CJ053	35
01a2036e577d7bf7140c95139ff9e83d	CJ054	35
01a2036e577d7bf7140c95139ff9e83d	CJ055	35
01a2036e577d7bf7140c95139ff9e83d	CJ056	35
01a2036e577d7bf7140c95139ff9e83d	CJ057	35
01a2036e577d7bf7140c95139ff9e83d	CJ058	35
01a2036e577d7bf7140c95139ff9e83d	CJ059	35
01a2036e577d7bf7140c95139ff9e83d	CJ060	35
01a2036e577d7bf7140c95139ff9e83d	CJ061	35
01a2036e577d7bf7140c95139ff9e83d	CJ062	35
01a2036e577d7bf7140c95139ff9e83d	CJ063	35
01a2036e577d7bf7140c95139ff9e83d	CJ064	35
01a2036e577d7bf7140c95139ff9e83d	CJ065	35
01a2036e577d7bf7140c95139ff9e83d	CJ066	35
01a2036e577d7bf7140c95139ff9e83d	CJ071	35
01a2036e577d7bf7140c95139ff9e83d	CJ072	35
01a2036e577d7bf7140c95139ff9e83d	CJ073	35
01a2036e577d7bf7140c95139ff9e83d	CJ905	35
01a2036e577d7bf7140c95139ff9e83d	CJ906	35
01a2036e577d7bf7140c95139ff9e83d	CJ905	36
01a2036e577d7bf7140c95139ff9e83d	JX910	36
01a2036e577d7bf7140c95139ff9e83d	CJ906	37
\.


--
-- Data for Name: findings; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.findings (run_id, ordinal, fingerprint, rule, status, severity, parcel_ids, message, measures, geometry, geometry_crs84, minx, miny, maxx, maxy, west, south, east, north) FROM stdin;
01a2036e577d7bf7140c95139ff9e83d	1	6acc30a8783f205801b5d5c569debb8f	F13	needs_review	error	[]	{"id": "F13.wrong_value", "params": {"file": "\\u9879\\u76ee\\u4fe1\\u606f.xlsx", "place": "\\u9879\\u76ee\\u533a\\u57fa\\u672c\\u60c5\\u51b5!B15", "fact": "received_date", "value": "2025\\u5e742\\u670830\\u65e5", "expects": "expects.date"}}	[]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	2	8a25c6ec27d93ae584e2130f6a06dde1	F14	needs_review	warning	[]	{"id": "F14.no_parcel", "params": {"ids": ["CJ999"], "count": 1}}	[]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	3	18c826e6e2d0a19e51cff455e1c6b2bb	F14	needs_review	warning	[]	{"id": "F14.no_row", "params": {"ids": ["JX909"], "count": 1}}	[]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	4	3c1cc6ec3753d5d1f9396bcae912784d	V01	fail	warning	["CJ001"]	{"id": "rules.code_differs", "params": {"parcel": "CJ001", "declared": "5109991002080000000", "found": "5109991002060000000"}}	[]	{"type": "Point", "coordinates": [35629314.3633, 3388190.04]}	{"type": "Point", "coordinates": [106.348459064, 30.607101266]}	35629314.3633	3388190.04	35629314.3633	3388190.04	106.34845906377672	30.60710126610209	106.34845906377672	30.60710126610209
01a2036e577d7bf7140c95139ff9e83d	5	ee12f88e459bdc2b6b6513b8825b9639	V01	fail	warning	["CJ067"]	{"id": "rules.code_not_in_survey", "params": {"parcel": "CJ067", "declared": "5109991002990000000", "found": "5109991002020000000"}}	[]	{"type": "Point", "coordinates": [35628137.3, 3387998.9]}	{"type": "Point", "coordinates": [106.33616409, 30.605504258]}	35628137.3	3387998.9	35628137.3	3387998.9	106.33616408964758	30.605504257608384	106.33616408964758	30.605504257608384
01a2036e577d7bf7140c95139ff9e83d	6	20e01cb9998ab20ab4cc92e36abfb4fe	ZJ-A01	fail	error	[]	{"id": "rules.balance", "params": {"larger_role": "demolition", "smaller_role": "new_construction", "larger": 114464.41715431213, "smaller": 224015.62888336182, "excess": 109551.21172904968}}	[{"name": "demolition_area", "value": 114464.41715431213, "unit": "m2", "threshold": 224015.62888336182, "operator": ">", "margin": -109551.21172904968, "half_width": 58.795237902377814, "borderline": false}]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	7	9a8198a0b9073ab7b4cbe05d0931db06	ZJ-A02	fail	info	[]	{"id": "rules.surplus_negative", "params": {"missing": 109551.21172904968}}	[{"name": "surplus", "value": -109551.21172904968, "unit": "m2", "threshold": 10000.0, "operator": "<=", "margin": -119551.21172904968, "half_width": 58.795237902377814, "borderline": false}]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	8	fc0aa9602de2cf20a9da0b14fa6d2f36	ZJ-A03	fail	error	["JX901", "JX902", "JX903", "JX905", "JX906", "JX907", "JX908", "JX910", "JX911"]	{"id": "rules.farmland_short", "params": {"reclaimed": 45123.00006516277, "occupied": 60073.46899318695, "occupied_gross": 60073.46899318695, "short": 14950.46892802418, "operator": "operator.above", "low": 60073.46899318695, "high": 220017.39931583405, "least": 45123.00006516277, "most": 45123.00006516277}}	[{"name": "planned_farmland", "value": 45123.00006516277, "unit": "m2", "threshold": 60073.46899318695, "operator": ">", "margin": -14950.46892802418, "half_width": 512.2029347806914, "borderline": false}]	{"type": "MultiPolygon", "coordinates": [[[[35634228.0, 3393254.0], [35634242.0, 3393206.0], [35634261.2, 3393211.6], [35634266.8, 3393192.4], [35634324.4, 3393209.2], [35634304.8, 3393276.4], [35634228.0, 3393254.0]]], [[[35633952.0, 3393236.0], [35633980.0, 3393140.0], [35634076.0, 3393168.0], [35634048.0, 3393264.0], [35633952.0, 3393236.0]]], [[[35633929.6, 3393312.8], [35633946.4, 3393255.2], [35634041.824, 3393283.032], [35634025.024, 3393340.632], [35633929.6, 3393312.8]]], [[[35633929.024, 3393312.632], [35633945.824, 3393255.032], [35633946.4, 3393255.2], [35633929.6, 3393312.8], [35633929.024, 3393312.632]]], [[[35633913.6, 3393224.8], [35633941.6, 3393128.8], [35633980.0, 3393140.0], [35633952.0, 3393236.0], [35633913.6, 3393224.8]]], [[[35633907.2, 3393389.6], [35633921.2, 3393341.6], [35633978.7616, 3393358.3888], [35633964.7616, 3393406.3888], [35633907.2, 3393389.6]]], [[[35633907.1616, 3393389.5888], [35633921.1616, 3393341.5888], [35633921.2, 3393341.6], [35633907.2, 3393389.6], [35633907.1616, 3393389.5888]]], [[[35633787.6, 3393156.8], [35633804.4, 3393099.2], [35633881.2, 3393121.6], [35633864.4, 3393179.2], [35633787.6, 3393156.8]]], [[[35633671.2, 3394341.6], [35633696.4, 3394255.2], [35633782.8, 3394280.4], [35633757.6, 3394366.8], [35633671.2, 3394341.6]]], [[[35633486.0, 3394298.0], [35633508.4, 3394221.2], [35633604.4, 3394249.2], [35633582.0, 3394326.0], [35633486.0, 3394298.0]]], [[[35633464.8, 3394406.4], [35633490.0, 3394320.0], [35633586.0, 3394348.0], [35633560.8, 3394434.4], [35633464.8, 3394406.4]]], [[[35633353.6, 3394644.8], [35633364.8, 3394606.4], [35633412.8, 3394620.4], [35633401.6, 3394658.8], [35633353.6, 3394644.8]]]]}	{"type": "MultiPolygon", "coordinates": [[[[106.400342149, 30.652224037], [106.400481928, 30.651789629], [106.40068291, 30.651837968], [106.400738821, 30.651664205], [106.401341767, 30.651809221], [106.401146082, 30.652417394], [106.400342149, 30.652224037]]], [[[106.397461149, 30.65209271], [106.397740732, 30.651223898], [106.398745632, 30.651465613], [106.398466057, 30.652334427], [106.397461149, 30.65209271]]], [[[106.397237479, 30.652787759], [106.397405232, 30.652266472], [106.398404113, 30.652506739], [106.398236365, 30.653028027], [106.397237479, 30.652787759]]], [[[106.39723145, 30.652786309], [106.397399202, 30.652265022], [106.397405232, 30.652266472], [106.397237479, 30.652787759], [106.39723145, 30.652786309]]], [[[106.397059187, 30.651996021], [106.397338773, 30.65112721], [106.397740732, 30.651223898], [106.397461149, 30.65209271], [106.397059187, 30.651996021]]], [[[106.397013807, 30.653482808], [106.397153602, 30.653048402], [106.397756151, 30.653193338], [106.397616357, 30.653627744], [106.397013807, 30.653482808]]], [[[106.397013405, 30.653482711], [106.3971532, 30.653048306], [106.397153602, 30.653048402], [106.397013807, 30.653482808], [106.397013405, 30.653482711]]], [[[106.395736205, 30.651396957], [106.395903964, 30.650875672], [106.396707877, 30.651069056], [106.396540123, 30.651590342], [106.395736205, 30.651396957]]], [[[106.394675574, 30.66209382], [106.394927244, 30.661311895], [106.395831743, 30.661529455], [106.39558008, 30.662311382], [106.394675574, 30.66209382]]], [[[106.392738108, 30.661721382], [106.392961828, 30.66102634], [106.39396682, 30.661268089], [106.393743107, 30.661963132], [106.392738108, 30.661721382]]], [[[106.392530989, 30.66270124], [106.392782678, 30.661919318], [106.393787679, 30.662161068], [106.393535997, 30.662942991], [106.392530989, 30.66270124]]], [[[106.391401855, 30.664863417], [106.391513724, 30.664515897], [106.392016236, 30.664636778], [106.391904369, 30.664984298], [106.391401855, 30.664863417]]]]}	35633353.6	3393099.2	35634324.4	3394658.8	106.39140185529436	30.65087567216659	106.40134176746497	30.66498429814847
01a2036e577d7bf7140c95139ff9e83d	9	6b64855292e0903b7cb874434b0940bf	ZJ-A04	fail	error	["CJ001", "CJ002", "CJ003", "CJ004", "CJ005", "CJ006", "CJ007", "CJ008", "CJ009", "CJ010", "CJ011", "CJ012", "CJ013", "CJ014", "CJ015", "CJ016", "CJ017", "CJ018", "CJ019", "CJ020", "CJ021", "CJ022", "CJ023", "CJ024", "CJ025", "CJ026", "CJ027", "CJ028", "CJ029", "CJ030", "CJ031", "CJ032", "CJ033", "CJ034", "CJ035", "CJ036", "CJ037", "CJ038", "CJ039", "CJ040", "CJ041", "CJ042", "CJ043", "CJ044", "CJ045", "CJ046", "CJ047", "CJ048", "CJ049", "CJ050", "CJ051", "CJ052", "CJ053", "CJ054", "CJ055", "CJ056", "CJ057", "CJ058", "CJ059", "CJ060", "CJ061", "CJ062", "CJ063", "CJ064", "CJ065", "CJ066", "CJ067", "CJ068", "CJ069", "CJ070", "CJ071", "CJ072", "CJ073", "CJ902", "CJ903", "CJ904", "CJ905", "CJ906"]	{"id": "rules.grade_not_better", "params": {"scale": "utilisation_grade", "reclaimed": 10.0, "occupied": 9.0, "excess": 1.0, "best": 9.0, "worst": 9.0, "reclaimed_best": 10.0, "reclaimed_worst": 10.0}}	[{"name": "reclaimed_grade", "value": 10.0, "unit": "grade", "threshold": 9.0, "operator": "<", "margin": 1.0, "half_width": null, "borderline": false}]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	10	e154b8be08d050573b5defe61a6342b9	ZJ-A05	fail	error	["JX901", "JX902", "JX903", "JX904", "JX905", "JX906", "JX907", "JX908", "JX909", "JX910", "JX911"]	{"id": "rules.quota_exceeded", "params": {"used": 224015.62888336182, "low": 224015.62888336182, "planar": 224099.99999981103, "quota": 200000.0, "excess": 24015.628883361816, "facts": ["fact.quota_m2"]}}	[{"name": "built_area", "value": 224015.62888336182, "unit": "m2", "threshold": 200000.0, "operator": "<=", "margin": 24015.628883361816, "half_width": 47.570999569035294, "borderline": false}]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	11	b77413a24ffba248be3f7d9f589dce64	ZJ-A06	fail	error	[]	{"id": "rules.quota_exceeded", "params": {"used": 525000.0, "low": 525000.0, "planar": 525000.0, "quota": 500000.0, "excess": 25000.0, "facts": ["fact.county_quota_m2"]}}	[{"name": "county_new_construction", "value": 525000.0, "unit": "m2", "threshold": 500000.0, "operator": "<=", "margin": 25000.0, "half_width": null, "borderline": false}]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	12	64fb369be5cf18e2b7f486969f003c9e	ZJ-A10	needs_review	error	[]	{"id": "rules.land_total_unclear", "params": {"land": "land.construction", "required": "operator.at_most", "after": 224015.62888336182, "before": 116813.34348201752, "difference": 107202.2854013443, "low": 116813.34348201752, "high": 276757.2738046646, "least": 224015.62888336182, "most": 224015.62888336182}}	[{"name": "construction_planned", "value": 224015.62888336182, "unit": "m2", "threshold": 116813.34348201752, "operator": "<=", "margin": 107202.2854013443, "half_width": 739.0723915805033, "borderline": false}]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	13	6237c803ed177b247a6c4ec661da90e0	ZJ-A11	fail	error	[]	{"id": "rules.land_total", "params": {"land": "land.cultivated", "required": "operator.above", "after": 45783.0, "before": 61722.7909116745, "difference": 15939.7909116745, "low": 61722.7909116745, "high": 221666.7212343216, "least": 45783.0, "most": 45783.0}}	[{"name": "cultivated_planned", "value": 45783.0, "unit": "m2", "threshold": 61722.7909116745, "operator": ">", "margin": -15939.7909116745, "half_width": 519.2319774417477, "borderline": false}]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	14	714643967fe7d53d09fe6fe5cc44418f	ZJ-A15	fail	error	[]	{"id": "rules.in_both_lists", "params": {"number": "\\u5ddd\\u6302\\u30142024\\u3015015\\u53f7", "numbers": "quota_numbers", "taken": "annual_plan_numbers"}}	[]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	15	8732715ee255cb238794aa7ac188bd5c	ZJ-A16	fail	error	["JX905"]	{"id": "rules.not_surveyed", "params": {"parcel": "JX905", "area": 4797.879487991333, "farmland": 4797.879487991333}}	[{"name": "agricultural_area", "value": 4797.879487991333, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}, {"name": "farmland_area", "value": 4797.879487991333, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35633787.6, 3393156.8], [35633804.4, 3393099.2], [35633881.2, 3393121.6], [35633864.4, 3393179.2], [35633787.6, 3393156.8]]]}	{"type": "Polygon", "coordinates": [[[106.395736205, 30.651396957], [106.395903964, 30.650875672], [106.396707877, 30.651069056], [106.396540123, 30.651590342], [106.395736205, 30.651396957]]]}	35633787.6	3393099.2	35633881.2	3393179.2	106.39573620539038	30.65087567216659	106.39670787748848	30.651590342329307
01a2036e577d7bf7140c95139ff9e83d	16	5745a578f1f8dd6c673f081b41499f64	ZJ-B01	fail	error	["JX901"]	{"id": "rules.overlap", "params": {"kind": "basic_farmland", "parcel": "JX901", "area": 3998.2297945022583, "share": 0.2857143204804001, "feature": "510999510900000800"}}	[{"name": "overlap", "value": 3998.2297945022583, "unit": "m2", "threshold": 0.0, "operator": "<=", "margin": 3998.2297945022583, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35633913.6, 3393224.8], [35633941.6, 3393128.8], [35633980.0, 3393140.0], [35633952.0, 3393236.0], [35633913.6, 3393224.8]]]}	{"type": "Polygon", "coordinates": [[[106.397059187, 30.651996021], [106.397338773, 30.65112721], [106.397740732, 30.651223898], [106.397461149, 30.65209271], [106.397059187, 30.651996021]]]}	35633913.6	3393128.8	35633980	3393236	106.39705918684312	30.65112721010727	106.39774073173042	30.652092710051694
01a2036e577d7bf7140c95139ff9e83d	17	d14a304a4e5f4fdd022420b266ae92e0	ZJ-B01	fail	error	["JX902"]	{"id": "rules.overlap", "params": {"kind": "basic_farmland", "parcel": "JX902", "area": 35.983882904052734, "share": 0.005999968953062918, "feature": "510999510900000800"}}	[{"name": "overlap", "value": 35.983882904052734, "unit": "m2", "threshold": 0.0, "operator": "<=", "margin": 35.983882904052734, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35633929.024, 3393312.632], [35633945.824, 3393255.032], [35633946.4, 3393255.2], [35633929.6, 3393312.8], [35633929.024, 3393312.632]]]}	{"type": "Polygon", "coordinates": [[[106.39723145, 30.652786309], [106.397399202, 30.652265022], [106.397405232, 30.652266472], [106.397237479, 30.652787759], [106.39723145, 30.652786309]]]}	35633929.024	3393255.032	35633946.4	3393312.8	106.3972314498177	30.652265021999874	106.39740523180154	30.65278775902019
01a2036e577d7bf7140c95139ff9e83d	18	fe5a8691581ba58bd419faa21a123604	ZJ-B01	needs_review	error	["JX903"]	{"id": "rules.slivers", "params": {"kind": "basic_farmland", "area": 1.9989776611328125, "count": 1, "limit": 1.0}}	[{"name": "slivers", "value": 1.9989776611328125, "unit": "m2", "threshold": 1.0, "operator": "<=", "margin": 0.9989776611328125, "half_width": null, "borderline": false}]	{"type": "MultiPolygon", "coordinates": [[[[35633907.1616, 3393389.5888], [35633921.1616, 3393341.5888], [35633921.2, 3393341.6], [35633907.2, 3393389.6], [35633907.1616, 3393389.5888]]]]}	{"type": "MultiPolygon", "coordinates": [[[[106.397013405, 30.653482711], [106.3971532, 30.653048306], [106.397153602, 30.653048402], [106.397013807, 30.653482808], [106.397013405, 30.653482711]]]]}	35633907.1616	3393341.5888	35633921.2	3393389.6	106.39701340468274	30.653048305601708	106.3971536024066	30.65348280762991
01a2036e577d7bf7140c95139ff9e83d	19	1cb599491b25209829be71d7e64eac77	ZJ-B01	fail	error	["JX905"]	{"id": "rules.overlap", "params": {"kind": "basic_farmland", "parcel": "JX905", "area": 4797.879487991333, "share": 1.0, "feature": "510999510900000800"}}	[{"name": "overlap", "value": 4797.879487991333, "unit": "m2", "threshold": 0.0, "operator": "<=", "margin": 4797.879487991333, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35633787.6, 3393156.8], [35633804.4, 3393099.2], [35633881.2, 3393121.6], [35633864.4, 3393179.2], [35633787.6, 3393156.8]]]}	{"type": "Polygon", "coordinates": [[[106.395736205, 30.651396957], [106.395903964, 30.650875672], [106.396707877, 30.651069056], [106.396540123, 30.651590342], [106.395736205, 30.651396957]]]}	35633787.6	3393099.2	35633881.2	3393179.2	106.39573620539038	30.65087567216659	106.39670787748848	30.651590342329307
01a2036e577d7bf7140c95139ff9e83d	20	5255711b62dc44dfe5526a8a4379af63	ZJ-B03	fail	error	["JX907"]	{"id": "rules.illegal_open", "params": {"kind": "illegal_land", "parcel": "JX907", "area": 1499.340518951416, "share": 0.1874999865979648, "feature": "5109992023000001"}}	[{"name": "overlap", "value": 1499.340518951416, "unit": "m2", "threshold": 0.0, "operator": "<=", "margin": 1499.340518951416, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35633494.4, 3394269.2], [35633508.4, 3394221.2], [35633537.2, 3394229.6], [35633523.2, 3394277.6], [35633494.4, 3394269.2]]]}	{"type": "Polygon", "coordinates": [[[106.392822004, 30.661460741], [106.392961828, 30.66102634], [106.393263325, 30.661098865], [106.393123502, 30.661533267], [106.392822004, 30.661460741]]]}	35633494.4	3394221.2	35633537.2	3394277.6	106.39282200357981	30.66102633995815	106.39326332543271	30.661533266975372
01a2036e577d7bf7140c95139ff9e83d	21	f1eb837485fc685d2c4fabb4701a071e	ZJ-B03	needs_review	error	["JX911"]	{"id": "rules.illegal_unclear", "params": {"kind": "illegal_land", "parcel": "JX911", "area": 1199.4716138839722, "share": 0.1481482392954142, "feature": "5109992023000003"}}	[{"name": "overlap", "value": 1199.4716138839722, "unit": "m2", "threshold": 0.0, "operator": "<=", "margin": 1199.4716138839722, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35633676.8, 3394322.4], [35633693.6, 3394264.8], [35633712.8, 3394270.4], [35633696.0, 3394328.0], [35633676.8, 3394322.4]]]}	{"type": "Polygon", "coordinates": [[[106.394731501, 30.661920059], [106.394899281, 30.661398775], [106.39510028, 30.661447123], [106.394932501, 30.661968407], [106.394731501, 30.661920059]]]}	35633676.8	3394264.8	35633712.8	3394328	106.39473150065875	30.661398775423017	106.39510028017993	30.66196840664878
01a2036e577d7bf7140c95139ff9e83d	22	c48f8e486542c6f73f0f961984aeaa93	ZJ-B07	fail	error	["CJ901"]	{"id": "rules.not_on_class", "params": {"parcel": "CJ901", "share": 0.0, "minimum": 0.95, "outside": 1199.5072631835938, "classes": ["203", "203A"], "found": ["0103"]}}	[{"name": "share", "value": 0.0, "unit": "ratio", "threshold": 0.95, "operator": ">=", "margin": -0.95, "half_width": 0.0, "borderline": false}, {"name": "counted_area", "value": 0.0, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}, {"name": "beside_area", "value": 0.0, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35629093.2, 3388037.6], [35629101.6, 3388008.8], [35629140.0, 3388020.0], [35629131.6, 3388048.8], [35629093.2, 3388037.6]]]}	{"type": "Polygon", "coordinates": [[[106.346134349, 30.605750495], [106.346218328, 30.60548988], [106.346620052, 30.605586735], [106.346536073, 30.60584735], [106.346134349, 30.605750495]]]}	35629093.2	3388008.8	35629140	3388048.8	106.34613434858397	30.605489880357542	106.34662005159501	30.605847349817882
01a2036e577d7bf7140c95139ff9e83d	23	313b5a8a2410df4997230dbb4e0e2930	ZJ-B07	needs_review	error	["CJ902"]	{"id": "rules.partly_on_class", "params": {"parcel": "CJ902", "share": 0.625000380632952, "minimum": 0.95, "outside": 449.8143615722656, "classes": ["203", "203A"], "found": ["0103"]}}	[{"name": "share", "value": 0.625000380632952, "unit": "ratio", "threshold": 0.95, "operator": ">=", "margin": -0.3249996193670479, "half_width": 0.04607812382164837, "borderline": false}, {"name": "counted_area", "value": 749.6918201446533, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}, {"name": "beside_area", "value": 0.0, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35629187.2, 3388054.6], [35629225.6, 3388065.8], [35629217.2, 3388094.6], [35629202.8, 3388090.4], [35629211.2, 3388061.6], [35629187.2, 3388054.6]]]}	{"type": "Polygon", "coordinates": [[[106.347116438, 30.605893651], [106.347518165, 30.605990502], [106.347434188, 30.606251118], [106.347283541, 30.606214799], [106.347367517, 30.605954183], [106.347116438, 30.605893651]]]}	35629187.2	3388054.6	35629225.6	3388094.6	106.347116438386	30.605893650668982	106.3475181645665	30.606251117776093
01a2036e577d7bf7140c95139ff9e83d	24	21e3747a32fbe61ddf63baf70ff1c5f7	ZJ-B08	needs_review	error	["JX906"]	{"id": "zones.conditional", "params": {"parcel": "JX906", "area": 399.82422828674316, "kind": "planning_zones", "zone": "020 \\u6709\\u6761\\u4ef6\\u5efa\\u8bbe\\u533a", "feature": "510999200300000009"}}	[{"name": "not_permitted", "value": 399.82422828674316, "unit": "m2", "threshold": 0.0, "operator": "<=", "margin": 399.82422828674316, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35633392.0, 3394656.0], [35633403.2, 3394617.6], [35633412.8, 3394620.4], [35633401.6, 3394658.8], [35633392.0, 3394656.0]]]}	{"type": "Polygon", "coordinates": [[[106.391803866, 30.664960122], [106.391915733, 30.664612602], [106.392016236, 30.664636778], [106.391904369, 30.664984298], [106.391803866, 30.664960122]]]}	35633392	3394617.6	35633412.8	3394658.8	106.39180386626114	30.664612601981684	106.39201623584827	30.66498429814847
01a2036e577d7bf7140c95139ff9e83d	25	fa0bd978cdfed52aaeb9a2021432bdfd	ZJ-B08	fail	error	["JX911"]	{"id": "zones.prohibited", "params": {"parcel": "JX911", "area": 1799.2060270309448, "kind": "planning_zones", "zone": "030 \\u9650\\u5236\\u5efa\\u8bbe\\u533a", "feature": "510999200300000010"}}	[{"name": "not_permitted", "value": 1799.2060270309448, "unit": "m2", "threshold": 0.0, "operator": "<=", "margin": 1799.2060270309448, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35633738.4, 3394361.2], [35633749.9977, 3394321.4364], [35633763.6, 3394274.8], [35633782.8, 3394280.4], [35633757.6, 3394366.8], [35633738.4, 3394361.2]]]}	{"type": "Polygon", "coordinates": [[[106.395379078, 30.662263036], [106.395494901, 30.661903172], [106.395630743, 30.661481109], [106.395831743, 30.661529455], [106.39558008, 30.662311382], [106.395379078, 30.662263036]]]}	35633738.4	3394274.8	35633782.8	3394366.8	106.39537907806024	30.661481109026486	106.3958317428721	30.66231138219513
01a2036e577d7bf7140c95139ff9e83d	26	56fea80dfc0944e31452c04138730e9f	ZJ-B14	fail	error	["CJ067", "CJ068", "CJ069", "CJ070", "CJ903"]	{"id": "rules.ratio_low", "params": {"village": "\\u67cf\\u6811\\u6751", "code": "510999100202", "terrain": "\\u5e73\\u539f", "known": ["\\u4e18\\u9675", "\\u4e18\\u9675\\u533a", "\\u5e73\\u539f", "\\u5e73\\u539f\\u533a", "\\u5e73\\u575d", "\\u5e73\\u575d\\u533a", "\\u5c71\\u533a", "\\u5c71\\u5730"], "field": "ZLDWDM", "minimum": 0.45, "demolition": 6579.333861351013, "rural": 56685.16, "by_geometry": 56685.04680633545, "ratio": 0.11606801253363337, "mismatch": 0.0, "unreadable": 0, "missing": 18928.98813864899}}	[{"name": "ratio", "value": 0.11606801253363337, "unit": "ratio", "threshold": 0.45, "operator": ">=", "margin": -0.33393198746636665, "half_width": 0.0010605957610318956, "borderline": false}, {"name": "ratio_by_geometry", "value": 0.11606824430840319, "unit": "ratio", "threshold": 0.45, "operator": ">=", "margin": -0.33393175569159683, "half_width": 0.0010605999516046709, "borderline": false}, {"name": "ratio_on_class", "value": 0.11606804475170095, "unit": "ratio", "threshold": 0.45, "operator": ">=", "margin": -0.33393195524829905, "half_width": 0.001060596049146447, "borderline": false}, {"name": "village_share", "value": 0.004801277094927728, "unit": "ratio", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}, {"name": "demolition_area", "value": 6579.333861351013, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}, {"name": "rural_area", "value": 56685.16, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}, {"name": "rural_area_by_geometry", "value": 56685.04680633545, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}, {"name": "beside_area", "value": 0.0, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}]	{"type": "MultiPolygon", "coordinates": [[[[35628028.68, 3387805.24], [35628036.52, 3387778.36], [35628075.88, 3387789.84], [35628073.36, 3387798.48], [35628092.56, 3387804.08], [35628087.24, 3387822.32], [35628028.68, 3387805.24]]], [[[35627887.16, 3387961.88], [35627898.36, 3387923.48], [35627936.76, 3387934.68], [35627933.12, 3387947.16], [35627952.32, 3387952.76], [35627944.76, 3387978.68], [35627887.16, 3387961.88]]], [[[35628628.8, 3388058.4], [35628640.0, 3388020.0], [35628688.0, 3388034.0], [35628676.8, 3388072.4], [35628628.8, 3388058.4]]], [[[35628110.0, 3388005.0], [35628117.56, 3387979.08], [35628164.6, 3387992.8], [35628157.04, 3388018.72], [35628110.0, 3388005.0]]], [[[35627901.16, 3387813.88], [35627908.72, 3387787.96], [35627935.6, 3387795.8], [35627928.04, 3387821.72], [35627901.16, 3387813.88]]]]}	{"type": "MultiPolygon", "coordinates": [[[[106.335007749, 30.603769515], [106.335086156, 30.60352628], [106.335497905, 30.603625591], [106.335472703, 30.603703774], [106.335673556, 30.603752218], [106.335620352, 30.603917271], [106.335007749, 30.603769515]]], [[[106.333551752, 30.605197182], [106.333663769, 30.604849705], [106.334065479, 30.604946599], [106.334029074, 30.605059529], [106.33422993, 30.605107975], [106.334154319, 30.605342523], [106.333551752, 30.605197182]]], [[[106.341295468, 30.605988076], [106.341407458, 30.605640593], [106.341909608, 30.605761679], [106.34179762, 30.606109162], [106.341295468, 30.605988076]]], [[[106.335880236, 30.605562189], [106.335955843, 30.60532764], [106.336447942, 30.605446326], [106.336372337, 30.605680874], [106.335880236, 30.605562189]]], [[[106.333679417, 30.603861064], [106.333755027, 30.603626517], [106.33403622, 30.603694343], [106.333960611, 30.60392889], [106.333679417, 30.603861064]]]]}	35627887.16	3387778.36	35628688	3388072.4	106.33355175187262	30.603526280009245	106.34190960809896	30.60610916237366
01a2036e577d7bf7140c95139ff9e83d	27	b7a7ef57154597b44a1b59bac88ab4fb	ZJ-B14	fail	error	["CJ071", "CJ072", "CJ073", "CJ906"]	{"id": "rules.ratio_low", "params": {"village": "\\u77f3\\u57ad\\u6751", "code": "510999102201", "terrain": "\\u4e18\\u9675", "known": ["\\u4e18\\u9675", "\\u4e18\\u9675\\u533a", "\\u5e73\\u539f", "\\u5e73\\u539f\\u533a", "\\u5e73\\u575d", "\\u5e73\\u575d\\u533a", "\\u5c71\\u533a", "\\u5c71\\u5730"], "field": "ZLDWDM", "minimum": 0.3, "demolition": 8739.318552017212, "rural": 52364.95, "by_geometry": 52364.937457084656, "ratio": 0.16689252165842253, "mismatch": 0.0, "unreadable": 0, "missing": 6970.166447982787}}	[{"name": "ratio", "value": 0.16689252165842253, "unit": "ratio", "threshold": 0.3, "operator": ">=", "margin": -0.13310747834157746, "half_width": 0.001578783808720946, "borderline": false}, {"name": "ratio_by_geometry", "value": 0.16689256163400298, "unit": "ratio", "threshold": 0.3, "operator": ">=", "margin": -0.133107438365997, "half_width": 0.0015787845601154503, "borderline": false}, {"name": "ratio_on_class", "value": 0.16689250532219263, "unit": "ratio", "threshold": 0.3, "operator": ">=", "margin": -0.13310749467780736, "half_width": 0.0015787836561985227, "borderline": false}, {"name": "village_share", "value": 0.006170687839899348, "unit": "ratio", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}, {"name": "demolition_area", "value": 8739.318552017212, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}, {"name": "rural_area", "value": 52364.95, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}, {"name": "rural_area_by_geometry", "value": 52364.937457084656, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}, {"name": "beside_area", "value": 0.0, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}]	{"type": "MultiPolygon", "coordinates": [[[[35630810.68, 3387431.24], [35630822.16, 3387391.88], [35630873.04, 3387406.72], [35630869.4, 3387419.2], [35630888.6, 3387424.8], [35630880.76, 3387451.68], [35630810.68, 3387431.24]]], [[[35630677.32, 3387477.76], [35630689.64, 3387435.52], [35630721.32, 3387444.76], [35630709.0, 3387487.0], [35630677.32, 3387477.76]]], [[[35630592.0, 3387256.0], [35630606.0, 3387208.0], [35630663.6, 3387224.8], [35630649.6, 3387272.8], [35630592.0, 3387256.0]]], [[[35630564.36, 3387361.48], [35630575.84, 3387322.12], [35630612.32, 3387332.76], [35630600.84, 3387372.12], [35630564.36, 3387361.48]]]]}	{"type": "MultiPolygon", "coordinates": [[[[106.363962702, 30.600096056], [106.364077402, 30.599739869], [106.364609675, 30.599868127], [106.364573308, 30.599981065], [106.364774166, 30.600029464], [106.364695836, 30.600272715], [106.363962702, 30.600096056]]], [[[106.362578361, 30.600530124], [106.362701459, 30.600147875], [106.363032875, 30.600227738], [106.362909778, 30.600609987], [106.362578361, 30.600530124]]], [[[106.361660965, 30.59853969], [106.361800852, 30.598105317], [106.362403412, 30.598250526], [106.362263528, 30.5986849], [106.361660965, 30.59853969]]], [[[106.361386138, 30.599493884], [106.361500846, 30.599137698], [106.361882471, 30.599229665], [106.361767764, 30.599585851], [106.361386138, 30.599493884]]]]}	35630564.36	3387208	35630888.6	3387487	106.36138613766671	30.59810531698312	106.36477416578862	30.600609987463613
01a2036e577d7bf7140c95139ff9e83d	28	95f9da711115fc34bfc7557311b9aaaa	ZJ-B15	needs_review	error	["CJ001"]	{"id": "rules.code_differs", "params": {"parcel": "CJ001", "declared": "5109991002080000000", "found": "5109991002060000000"}}	[]	{"type": "Point", "coordinates": [35629314.3633, 3388190.04]}	{"type": "Point", "coordinates": [106.348459064, 30.607101266]}	35629314.3633	3388190.04	35629314.3633	3388190.04	106.34845906377672	30.60710126610209	106.34845906377672	30.60710126610209
01a2036e577d7bf7140c95139ff9e83d	29	9449184a5fb39b75876dd3c9d7ed53e8	ZJ-B15	needs_review	error	["CJ067"]	{"id": "rules.code_differs", "params": {"parcel": "CJ067", "declared": "5109991002990000000", "found": "5109991002020000000"}}	[]	{"type": "Point", "coordinates": [35628137.3, 3387998.9]}	{"type": "Point", "coordinates": [106.33616409, 30.605504258]}	35628137.3	3387998.9	35628137.3	3387998.9	106.33616408964758	30.605504257608384	106.33616408964758	30.605504257608384
01a2036e577d7bf7140c95139ff9e83d	30	465538272ba55cf4031a63499096ab2c	ZJ-B15	fail	error	["CJ903"]	{"id": "rules.crosses", "params": {"parcel": "CJ903", "main": "5109991002060000000", "other": "5109991002020000000", "area": 799.673095703125, "share": 0.3999997847632377}}	[{"name": "crossing_area", "value": 799.673095703125, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35628628.8, 3388058.4], [35628640.0, 3388020.0], [35628659.2, 3388025.6], [35628648.0, 3388064.0], [35628628.8, 3388058.4]]]}	{"type": "Polygon", "coordinates": [[[106.341295468, 30.605988076], [106.341407458, 30.605640593], [106.341608318, 30.605689027], [106.341496328, 30.606036511], [106.341295468, 30.605988076]]]}	35628628.8	3388020	35628659.2	3388064	106.34129546781608	30.60564059264819	106.34160831778021	30.6060365106458
01a2036e577d7bf7140c95139ff9e83d	31	802837fd81192d54e2bf8f42de3258b1	ZJ-B15	needs_review	error	["CJ904"]	{"id": "rules.crosses_narrowly", "params": {"parcel": "CJ904", "main": "5109991002060000000", "other": "5109991002020000000", "area": 34.98550033569336, "share": 0.01666657108610279}}	[{"name": "crossing_area", "value": 34.98550033569336, "unit": "m2", "threshold": null, "operator": null, "margin": null, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35628665.24, 3388001.32], [35628675.04, 3387967.72], [35628676.0, 3387968.0], [35628666.2, 3388001.6], [35628665.24, 3388001.32]]]}	{"type": "Polygon", "coordinates": [[[106.341668268, 30.605469429], [106.341766257, 30.605165381], [106.3417763, 30.605167802], [106.341678311, 30.60547185], [106.341668268, 30.605469429]]]}	35628665.24	3387967.72	35628676	3388001.6	106.34166826773486	30.605165380588815	106.34177630033352	30.60547185028981
01a2036e577d7bf7140c95139ff9e83d	32	ff91bde42a9f84156f666b2cf66fe48e	ZJ-B16	fail	warning	["CJ905", "JX901", "JX902", "JX903", "JX904", "JX905", "JX906", "JX907", "JX908", "JX910", "JX911"]	{"id": "rules.too_many_units", "params": {"units": ["510999100", "510999102", "510999201"], "count": 3, "maximum": 2, "line": 3.0, "minimum": 10.0, "fewest": "510999201"}}	[{"name": "units", "value": 3.0, "unit": "count", "threshold": 2.0, "operator": "<=", "margin": 1.0, "half_width": null, "borderline": false}]	{"type": "MultiPoint", "coordinates": [[35634276.2, 3393231.6], [35634239.4, 3393179.2], [35633994.8, 3393196.4], [35633985.424, 3393297.832], [35633942.9616, 3393373.9888], [35633834.4, 3393139.2], [35633828.0, 3393304.0], [35633727.0, 3394311.0], [35633545.2, 3394273.6], [35633525.4, 3394377.2], [35633383.2, 3394632.6]]}	{"type": "MultiPoint", "coordinates": [[106.400841959, 30.65201663], [106.400451327, 30.651548255], [106.397902412, 30.65173082], [106.397817782, 30.652646525], [106.397384778, 30.653338025], [106.396222042, 30.651233008], [106.396176649, 30.652719795], [106.39525366, 30.661811639], [106.393352466, 30.661494737], [106.393159335, 30.662431155], [106.391709046, 30.664750098]]}	35633383.2	3393139.2	35634276.2	3394632.6	106.39170904594214	30.651233007682773	106.40084195943777	30.66475009796192
01a2036e577d7bf7140c95139ff9e83d	33	52a722e70a304c655ea8f96f8abaf9d0	ZJ-B17	fail	error	["JX909"]	{"id": "rules.other_county", "params": {"parcel": "JX909", "counties": ["510998"], "declared": "510999", "area": 159943.9303226471}}	[{"name": "outside_area", "value": 159943.9303226471, "unit": "m2", "threshold": 0.0, "operator": "<=", "margin": 159943.9303226471, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35618968.0, 3384824.0], [35619080.0, 3384440.0], [35619464.0, 3384552.0], [35619352.0, 3384936.0], [35618968.0, 3384824.0]]]}	{"type": "Polygon", "coordinates": [[[106.240205231, 30.577819617], [106.241328451, 30.574345545], [106.245343505, 30.575317339], [106.244220419, 30.578791442], [106.240205231, 30.577819617]]]}	35618968	3384440	35619464	3384936	106.24020523116468	30.574345544884295	106.24534350475263	30.578791441509846
01a2036e577d7bf7140c95139ff9e83d	34	ad9b6ccb363177574629fff7afbb5e30	ZJ-B18	fail	info	["CJ001", "CJ002", "CJ003", "CJ004", "CJ005", "CJ006", "CJ007", "CJ008", "CJ009", "CJ010", "CJ011", "CJ012", "CJ013", "CJ014", "CJ015", "CJ016", "CJ017", "CJ018", "CJ019", "CJ020", "CJ021", "CJ022", "CJ023", "CJ024", "CJ025", "CJ026", "CJ027", "CJ028", "CJ029", "CJ030", "CJ031", "CJ032", "CJ033", "CJ034", "CJ035", "CJ036", "CJ037", "CJ038", "CJ039", "CJ040", "CJ041", "CJ042", "CJ043", "CJ044", "CJ045", "CJ046", "CJ047", "CJ048", "CJ049", "CJ050", "CJ051", "CJ052", "CJ053", "CJ054", "CJ055", "CJ056", "CJ057", "CJ058", "CJ059", "CJ060", "CJ061", "CJ062", "CJ063", "CJ064", "CJ065", "CJ066", "CJ067", "CJ068", "CJ069", "CJ070", "CJ071", "CJ072", "CJ073", "CJ901", "CJ902", "CJ903", "CJ904", "CJ906"]	{"id": "rules.far_apart", "params": {"role": "demolition", "other": "new_construction", "mean": 6156.760257256118, "greatest": 7898.316402879337, "limit": 5000.0}}	[{"name": "mean_distance", "value": 6156.760257256118, "unit": "m", "threshold": 5000.0, "operator": "<=", "margin": 1156.7602572561182, "half_width": null, "borderline": false}]	{"type": "MultiPoint", "coordinates": [[35632218.24, 3387630.32], [35632199.9167, 3388011.0], [35632123.88, 3387853.84], [35632020.8, 3387701.9], [35631984.14, 3387861.52], [35631930.34, 3387490.62], [35631908.26, 3387946.68], [35631906.8, 3387624.9], [35631904.3, 3388029.9], [35631830.2867, 3387821.16], [35631816.52, 3387880.86], [35631808.0, 3387481.5], [35631726.0, 3387693.0], [35631720.28, 3387871.54], [35631674.24, 3387563.32], [35631665.2, 3388108.6], [35631601.6, 3387758.8], [35631574.02, 3387953.36], [35631448.7419, 3387920.64], [35630846.1875, 3387422.0], [35630699.32, 3387461.26], [35630627.8, 3387240.4], [35630588.34, 3387347.12], [35629693.26, 3388139.18], [35629583.62, 3388581.16], [35629557.2408, 3388226.96], [35629557.14, 3387800.52], [35629455.9567, 3388086.72], [35629444.72, 3388560.96], [35629391.6, 3388291.3], [35629381.66, 3387900.38], [35629377.7, 3388696.1], [35629340.3258, 3388449.24], [35629314.3633, 3388190.04], [35629307.8, 3388592.9], [35629281.9, 3387744.2], [35629256.18, 3388450.24], [35629238.32, 3387975.76], [35629229.7, 3387857.1], [35629202.2, 3388074.6], [35629182.8442, 3388596.32], [35629132.6483, 3388255.92], [35629116.6, 3388028.8], [35629099.48, 3387782.14], [35629089.6, 3388442.8], [35629022.94, 3387999.92], [35628994.2539, 3387780.16], [35628923.08, 3390574.44], [35628915.12, 3388498.16], [35628881.56, 3390356.08], [35628867.88, 3390445.84], [35628861.76, 3388159.68], [35628795.7083, 3390179.0], [35628764.4, 3390716.7], [35628750.74, 3390315.32], [35628716.405, 3390833.04], [35628713.82, 3388247.26], [35628704.82, 3390160.26], [35628698.94, 3387992.92], [35628658.4, 3388046.2], [35628604.5192, 3390807.72], [35628597.7, 3390931.1], [35628595.08, 3390495.44], [35628531.4, 3390610.2], [35628463.76, 3390870.68], [35628399.22, 3390579.46], [35628391.68, 3390164.24], [35628380.4075, 3390718.96], [35628370.743, 3390332.58], [35628321.54, 3390867.22], [35628296.2, 3390566.6], [35628272.1483, 3390316.92], [35628263.48, 3390671.64], [35628170.94, 3390488.92], [35628137.3, 3387998.9], [35628056.3975, 3387801.28], [35627918.38, 3387804.84], [35627916.6783, 3387949.96]]}	{"type": "MultiPoint", "coordinates": [[106.378661195, 30.601736601], [106.378518799, 30.605171426], [106.377706056, 30.603762626], [106.376612085, 30.602403875], [106.376250267, 30.603847301], [106.375642141, 30.600508621], [106.375470081, 30.604623603], [106.375439404, 30.605374481], [106.375413857, 30.601722094], [106.374641228, 30.603500312], [106.374505314, 30.604040177], [106.374365646, 30.60043986], [106.373537748, 30.602356104], [106.373500837, 30.60396673], [106.37298167, 30.601192402], [106.37295679, 30.606110496], [106.372249278, 30.602963147], [106.371986493, 30.604720638], [106.370676317, 30.604439352], [106.364331683, 30.600008852], [106.362805618, 30.600378931], [106.362032189, 30.598395109], [106.361634305, 30.599361775], [106.352402809, 30.606601619], [106.351315127, 30.610599116], [106.350995761, 30.607407923], [106.350941332, 30.603562448], [106.349922297, 30.606154251], [106.349864471, 30.610431997], [106.349276942, 30.608006044], [106.349182639, 30.611657891], [106.349124445, 30.604481937], [106.348762126, 30.609435836], [106.348459064, 30.607101266], [106.348440978, 30.610734827], [106.348064936, 30.603084341], [106.347884983, 30.609453947], [106.34763953, 30.605177178], [106.347534851, 30.604108073], [106.347275313, 30.606072384], [106.347138651, 30.610779167], [106.346572845, 30.607714975], [106.3463772, 30.605668615], [106.346167957, 30.603446164], [106.34614736, 30.609404841], [106.345397177, 30.605418288], [106.345070733, 30.603439657], [106.344676989, 30.628645189], [106.3443352, 30.609922873], [106.344216812, 30.626680574], [106.344085352, 30.627491472], [106.34373674, 30.60687632], [106.34329954, 30.62509298], [106.343040047, 30.629945142], [106.342847618, 30.626327109], [106.342554051, 30.630999423], [106.34234949, 30.624933776], [106.342205309, 30.607682012], [106.342018552, 30.605390056], [106.341602538, 30.605874878], [106.341384165, 30.630783139], [106.341328405, 30.63189647], [106.341246889, 30.627968122], [106.340597127, 30.629009836], [106.339924167, 30.631366026], [106.339214974, 30.628746838], [106.339084787, 30.625003333], [106.339036127, 30.630006822], [106.338887371, 30.626523615], [106.338440671, 30.631350101], [106.338139118, 30.628641931], [106.337857337, 30.626392981], [106.337810956, 30.629592657], [106.336823316, 30.627954874], [106.33616409, 30.605504258], [106.335296215, 30.603730839], [106.333858013, 30.605086536], [106.333857819, 30.603777704]]}	35627916.6783	3387240.4	35632218.24	3390931.1	106.33385781864278	30.598395108837195	106.37866119491643	30.63189647008452
01a2036e577d7bf7140c95139ff9e83d	35	ff883bba6d400c8170018f1ebf5a3410	ZJ-B19	fail	info	["CJ026", "CJ027", "CJ028", "CJ029", "CJ030", "CJ031", "CJ032", "CJ033", "CJ034", "CJ035", "CJ036", "CJ037", "CJ038", "CJ039", "CJ040", "CJ041", "CJ042", "CJ043", "CJ044", "CJ045", "CJ046", "CJ047", "CJ048", "CJ049", "CJ050", "CJ051", "CJ052", "CJ053", "CJ054", "CJ055", "CJ056", "CJ057", "CJ058", "CJ059", "CJ060", "CJ061", "CJ062", "CJ063", "CJ064", "CJ065", "CJ066", "CJ071", "CJ072", "CJ073", "CJ905", "CJ906"]	{"id": "rules.scattered", "params": {"role": "demolition", "clusters": 5, "share": 0.4018550344323871, "minimum": 0.5, "gap": 500.0}}	[{"name": "largest_cluster_share", "value": 0.4018550344323871, "unit": "ratio", "threshold": 0.5, "operator": ">=", "margin": -0.09814496556761287, "half_width": null, "borderline": false}]	{"type": "MultiPoint", "coordinates": [[35634239.4, 3393179.2], [35632218.24, 3387630.32], [35632199.9167, 3388011.0], [35632123.88, 3387853.84], [35632020.8, 3387701.9], [35631984.14, 3387861.52], [35631930.34, 3387490.62], [35631908.26, 3387946.68], [35631906.8, 3387624.9], [35631904.3, 3388029.9], [35631830.2867, 3387821.16], [35631816.52, 3387880.86], [35631808.0, 3387481.5], [35631726.0, 3387693.0], [35631720.28, 3387871.54], [35631674.24, 3387563.32], [35631665.2, 3388108.6], [35631601.6, 3387758.8], [35631574.02, 3387953.36], [35631448.7419, 3387920.64], [35630846.1875, 3387422.0], [35630699.32, 3387461.26], [35630627.8, 3387240.4], [35630588.34, 3387347.12], [35628923.08, 3390574.44], [35628881.56, 3390356.08], [35628867.88, 3390445.84], [35628795.7083, 3390179.0], [35628764.4, 3390716.7], [35628750.74, 3390315.32], [35628716.405, 3390833.04], [35628704.82, 3390160.26], [35628604.5192, 3390807.72], [35628597.7, 3390931.1], [35628595.08, 3390495.44], [35628531.4, 3390610.2], [35628463.76, 3390870.68], [35628399.22, 3390579.46], [35628391.68, 3390164.24], [35628380.4075, 3390718.96], [35628370.743, 3390332.58], [35628321.54, 3390867.22], [35628296.2, 3390566.6], [35628272.1483, 3390316.92], [35628263.48, 3390671.64], [35628170.94, 3390488.92]]}	{"type": "MultiPoint", "coordinates": [[106.400451327, 30.651548255], [106.378661195, 30.601736601], [106.378518799, 30.605171426], [106.377706056, 30.603762626], [106.376612085, 30.602403875], [106.376250267, 30.603847301], [106.375642141, 30.600508621], [106.375470081, 30.604623603], [106.375439404, 30.605374481], [106.375413857, 30.601722094], [106.374641228, 30.603500312], [106.374505314, 30.604040177], [106.374365646, 30.60043986], [106.373537748, 30.602356104], [106.373500837, 30.60396673], [106.37298167, 30.601192402], [106.37295679, 30.606110496], [106.372249278, 30.602963147], [106.371986493, 30.604720638], [106.370676317, 30.604439352], [106.364331683, 30.600008852], [106.362805618, 30.600378931], [106.362032189, 30.598395109], [106.361634305, 30.599361775], [106.344676989, 30.628645189], [106.344216812, 30.626680574], [106.344085352, 30.627491472], [106.34329954, 30.62509298], [106.343040047, 30.629945142], [106.342847618, 30.626327109], [106.342554051, 30.630999423], [106.34234949, 30.624933776], [106.341384165, 30.630783139], [106.341328405, 30.63189647], [106.341246889, 30.627968122], [106.340597127, 30.629009836], [106.339924167, 30.631366026], [106.339214974, 30.628746838], [106.339084787, 30.625003333], [106.339036127, 30.630006822], [106.338887371, 30.626523615], [106.338440671, 30.631350101], [106.338139118, 30.628641931], [106.337857337, 30.626392981], [106.337810956, 30.629592657], [106.336823316, 30.627954874]]}	35628170.94	3387240.4	35634239.4	3393179.2	106.3368233155652	30.598395108837195	106.40045132676619	30.651548254942266
01a2036e577d7bf7140c95139ff9e83d	36	574144d862dba37a9247c2be5a622a32	ZJ-B25	fail	error	["CJ905", "JX910"]	{"id": "rules.roles_overlap", "params": {"first": "CJ905", "second": "JX910", "area": 399.822265625}}	[{"name": "overlap", "value": 399.822265625, "unit": "m2", "threshold": 0.0, "operator": "<=", "margin": 399.822265625, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35634242.0, 3393206.0], [35634247.6, 3393186.8], [35634266.8, 3393192.4], [35634261.2, 3393211.6], [35634242.0, 3393206.0]]]}	{"type": "Polygon", "coordinates": [[[106.400481928, 30.651789629], [106.40053784, 30.651615866], [106.400738821, 30.651664205], [106.40068291, 30.651837968], [106.400481928, 30.651789629]]]}	35634242	3393186.8	35634266.8	3393211.6	106.40048192835562	30.651615865534612	106.40073882134578	30.651837968285136
01a2036e577d7bf7140c95139ff9e83d	37	7a18a94740d96bb0ec951ab46cb65aa2	ZJ-B34	needs_review	error	["CJ906"]	{"id": "rules.overlap_review", "params": {"kind": "basic_farmland", "parcel": "CJ906", "area": 499.79003524780273, "share": 0.1666667520034152, "feature": "510999510900000801"}}	[{"name": "overlap", "value": 499.79003524780273, "unit": "m2", "threshold": 0.0, "operator": "<=", "margin": 499.79003524780273, "half_width": null, "borderline": false}]	{"type": "Polygon", "coordinates": [[[35630592.0, 3387256.0], [35630606.0, 3387208.0], [35630615.6, 3387210.8], [35630601.6, 3387258.8], [35630592.0, 3387256.0]]]}	{"type": "Polygon", "coordinates": [[[106.361660965, 30.59853969], [106.361800852, 30.598105317], [106.361901278, 30.598129519], [106.361761392, 30.598563892], [106.361660965, 30.59853969]]]}	35630592	3387208	35630615.6	3387258.8	106.36166096531517	30.59810531698312	106.36190127808314	30.598563892117426
01a2036e577d7bf7140c95139ff9e83d	38	7906865c84f63449cba6eb85f0ed558e	ZJ-C18	fail	error	[]	{"id": "rules.vote_short", "params": {"village": "\\u77f3\\u6865\\u6751", "vote": "vote.assembly", "agreed": 59, "eligible": 90, "share": 0.6555555555555556, "wanted": 60, "short": 1}}	[{"name": "agreed_share", "value": 0.6555555555555556, "unit": "ratio", "threshold": 0.6666666666666666, "operator": ">=", "margin": -0.011111111111111072, "half_width": null, "borderline": false}]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	39	3e6cf41241a90fc8c7caf0400cf53764	ZJ-C30	fail	error	[]	{"id": "rules.vote_short", "params": {"village": "\\u706f\\u5854\\u6751", "vote": "vote.households", "agreed": 2, "eligible": 3, "share": 0.6666666666666666, "wanted": 3, "short": 1}}	[{"name": "agreed_share", "value": 0.6666666666666666, "unit": "ratio", "threshold": 1.0, "operator": ">=", "margin": -0.33333333333333337, "half_width": null, "borderline": false}]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
01a2036e577d7bf7140c95139ff9e83d	40	00c40e481fdd2fd38e88ba1cf9e3919b	ZJ-D08	fail	error	[]	{"id": "rules.document_absent", "params": {"title": {"zh": "\\u53bf\\u7ea7\\u7ec4\\u7ec7\\u7684\\u4e13\\u5bb6\\u8bba\\u8bc1\\u610f\\u89c1", "en": "Opinion of experts"}, "article": "\\u7b2c\\u516b\\u6761\\uff08\\u4e94\\uff09"}}	[]	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
\.


--
-- Data for Name: layers; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.layers (kind, edition, completeness, records, source, epsg, areas, coverage, extent_crs84, valid_from, restricted, retired, registered, sha256) FROM stdin;
disputed_land	2019	sparse	1	演练	4490	["510999"]	\N	[105.0, 31.0, 105.01, 31.01]	\N	f	f	2026-11-22 13:24:52.449211+00	77c31e46d0e8e65d2a11f2b9b0c8cd098e508fd888d5e3865818c841ae154a99
\.


--
-- Data for Name: mappings; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.mappings (signature, map, filename, kept) FROM stdin;
\.


--
-- Data for Name: procrastinate_events; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.procrastinate_events (id, job_id, type, at) FROM stdin;
5	3	deferred	2026-11-22 13:24:59.218922+00
\.


--
-- Data for Name: procrastinate_jobs; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.procrastinate_jobs (id, queue_name, task_name, priority, lock, queueing_lock, args, status, scheduled_at, attempts, abort_requested, worker_id) FROM stdin;
3	runs	gouhook.run	0	01a2036e70d45c1e9344ac67244b994f	\N	{"run_id": "01a2036e70d45c1e9344ac67244b994f"}	todo	\N	0	f	\N
\.


--
-- Data for Name: procrastinate_periodic_defers; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.procrastinate_periodic_defers (id, task_name, defer_timestamp, job_id, periodic_id) FROM stdin;
\.


--
-- Data for Name: procrastinate_workers; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.procrastinate_workers (id, last_heartbeat) FROM stdin;
\.


--
-- Data for Name: run_layers; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.run_layers (run_id, layer_id) FROM stdin;
01a2036e577d7bf7140c95139ff9e83d	basic_farmland@2024
01a2036e577d7bf7140c95139ff9e83d	counties@2024
01a2036e577d7bf7140c95139ff9e83d	elevation@2023
01a2036e577d7bf7140c95139ff9e83d	farmland_offset@2024
01a2036e577d7bf7140c95139ff9e83d	illegal_land@2024
01a2036e577d7bf7140c95139ff9e83d	land_cover@2025
01a2036e577d7bf7140c95139ff9e83d	land_use@2023
01a2036e577d7bf7140c95139ff9e83d	land_use_change@2025
01a2036e577d7bf7140c95139ff9e83d	planning_zones@2024
01a2036e577d7bf7140c95139ff9e83d	townships@2024
01a2036e577d7bf7140c95139ff9e83d	villages@2024
\.


--
-- Data for Name: runs; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.runs (id, submission_id, task, options, status, step, rules_done, rules_total, attempt, crashes, events, worker, created, started, finished, verdict, headline, project_code, project_name, epsg, findings, result_sha256, files, error, error_id, cancel_requested, rerun_of, deleted, county_code, owner, notices, details) FROM stdin;
01a2036e70d45c1e9344ac67244b994f	01a2036e70d32b237d1ab880f3d889d6	check	{"profile": "sichuan", "stage": "application", "facts": [], "map": [], "project": null, "slots": {}, "previous_run": null, "as_of": null, "require": null, "reference_detail": "clip", "reference_details": {}, "clip_hectares": null, "lang": "zh", "facts_from": null, "epsg": null, "wgs84_as_cgcs2000": false, "waivers": []}	queued	\N	0	0	0	0	1	\N	2026-11-22 13:24:59.220422+00	\N	\N	\N	[]	\N	\N	\N	0	\N	[]	\N	\N	f	\N	\N	\N	\N	[]	\N
01a2036e3241be76453c3c82384d2356	01a2036e323e5e6d462b2fab28d73c34	register	{"kind": "disputed_land", "edition": "2019", "source": "\\u6f14\\u7ec3", "valid_from": null, "areas": ["510999"], "coverage_source": "\\u6f14\\u7ec3", "layer": null, "path": null}	succeeded	\N	0	0	1	0	5	vm:23421	2026-11-22 13:24:43.201116+00	2026-11-22 13:24:51.149918+00	2026-11-22 13:24:52.600903+00	\N	[]	\N	\N	\N	0	\N	[]	\N	\N	f	\N	\N	\N	\N	[]	\N
01a2036e577d7bf7140c95139ff9e83d	01a2036e577b998a4de14e07250123aa	check	{"profile": "sichuan", "stage": "application", "facts": [], "map": [], "project": null, "slots": {}, "previous_run": null, "as_of": null, "require": null, "reference_detail": "clip", "reference_details": {}, "clip_hectares": null, "lang": "zh", "facts_from": null, "epsg": null, "wgs84_as_cgcs2000": false, "waivers": []}	succeeded	\N	79	79	1	0	9	vm:23421	2026-11-22 13:24:52.73334+00	2026-11-22 13:24:52.759776+00	2026-11-22 13:24:58.579672+00	fail	[{"id": "engine.verdict.fail", "params": {}}, {"id": "engine.group_verdict", "params": {"group": "geometry", "verdict": "fail"}}, {"id": "engine.group_verdict", "params": {"group": "survey", "verdict": "fail"}}, {"id": "engine.group_verdict", "params": {"group": "facts", "verdict": "fail"}}]	5109992024001	澄岭县柏坝等乡镇增减挂钩项目（问题示例）	4523	40	2b8c43a12cfc7c651d0a7a7b9cb9116b81bcd5d65653934aed9ea036a2ec342b	[{"name": "5109992024001_\\u6f84\\u5cad\\u53bf\\u67cf\\u575d\\u7b49\\u4e61\\u9547\\u589e\\u51cf\\u6302\\u94a9\\u9879\\u76ee\\uff08\\u95ee\\u9898\\u793a\\u4f8b\\uff09_\\u5ba1\\u67e5\\u610f\\u89c1\\u8868_20261122.docx", "size": 56729, "format": "docx"}, {"name": "findings.gpkg", "size": 258048, "format": "gpkg"}, {"name": "report.html", "size": 372123, "format": "html"}, {"name": "report.json", "size": 463421, "format": "json"}, {"name": "report.xlsx", "size": 80494, "format": "xlsx"}, {"name": "\\u95ee\\u9898\\u56fe\\u6591.zip", "size": 6052, "format": "shp"}]	\N	\N	f	\N	\N	510999	\N	[]	{"basic_farmland": "clip", "elevation": "clip", "farmland_offset": "clip", "land_use": "clip", "land_use_change": "clip"}
\.


--
-- Data for Name: service_version; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.service_version (version_num) FROM stdin;
0004
\.


--
-- Data for Name: sessions; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.sessions (token_sha256, account_id, address, begun, used) FROM stdin;
\.


--
-- Data for Name: sign_ins; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.sign_ins (token_sha256, "to", begun) FROM stdin;
\.


--
-- Data for Name: submissions; Type: TABLE DATA; Schema: gouhook_service; Owner: -
--

COPY gouhook_service.submissions (id, filename, sha256, size, received, idempotency_key, deleted, beside, contents, owner, county_code) FROM stdin;
01a2036e323e5e6d462b2fab28d73c34	争议区.geojson	336a995ff2befa2d4ac48714e5808a7ea57d3850bf67271ffe4817edc9398bab	286	2026-11-22 13:24:43.1981+00	\N	\N	f	\N	\N	\N
01a2036e577b998a4de14e07250123aa	violations.zip	c403421dc7fc51f923083ae53c1399016919aac0c1b356de40b20513234a16ce	49641	2026-11-22 13:24:52.73191+00	\N	\N	f	\N	\N	\N
01a2036e6eb91d8efab6351d8f4e25cf	gone.zip	436db71ef6dbe775ac5dd4f12266d63b516c7dd8a6b5c9686a3cd0b426ea37b6	57596	2026-11-22 13:24:58.681674+00	\N	2026-11-22 13:24:58.695982+00	f	\N	\N	\N
01a2036e70d32b237d1ab880f3d889d6	clean.zip	15826b8a7e13aeb0bb133033402487158c28012ffdcbc093d4e68e440aa3b3ca	56878	2026-11-22 13:24:59.219246+00	\N	\N	f	\N	\N	\N
\.


--
-- Name: editions_number_seq; Type: SEQUENCE SET; Schema: gouhook_reference; Owner: -
--

SELECT pg_catalog.setval('gouhook_reference.editions_number_seq', 1, true);


--
-- Name: audit_number_seq; Type: SEQUENCE SET; Schema: gouhook_service; Owner: -
--

SELECT pg_catalog.setval('gouhook_service.audit_number_seq', 1, false);


--
-- Name: procrastinate_events_id_seq; Type: SEQUENCE SET; Schema: gouhook_service; Owner: -
--

SELECT pg_catalog.setval('gouhook_service.procrastinate_events_id_seq', 5, true);


--
-- Name: procrastinate_jobs_id_seq; Type: SEQUENCE SET; Schema: gouhook_service; Owner: -
--

SELECT pg_catalog.setval('gouhook_service.procrastinate_jobs_id_seq', 3, true);


--
-- Name: procrastinate_periodic_defers_id_seq; Type: SEQUENCE SET; Schema: gouhook_service; Owner: -
--

SELECT pg_catalog.setval('gouhook_service.procrastinate_periodic_defers_id_seq', 1, false);


--
-- Name: procrastinate_workers_id_seq; Type: SEQUENCE SET; Schema: gouhook_service; Owner: -
--

SELECT pg_catalog.setval('gouhook_service.procrastinate_workers_id_seq', 1, true);


--
-- Name: editions editions_pkey; Type: CONSTRAINT; Schema: gouhook_reference; Owner: -
--

ALTER TABLE ONLY gouhook_reference.editions
    ADD CONSTRAINT editions_pkey PRIMARY KEY (number);


--
-- Name: features features_pkey; Type: CONSTRAINT; Schema: gouhook_reference; Owner: -
--

ALTER TABLE ONLY gouhook_reference.features
    ADD CONSTRAINT features_pkey PRIMARY KEY (edition, record);


--
-- Name: features_1 features_1_pkey; Type: CONSTRAINT; Schema: gouhook_reference; Owner: -
--

ALTER TABLE ONLY gouhook_reference.features_1
    ADD CONSTRAINT features_1_pkey PRIMARY KEY (edition, record);


--
-- Name: pieces pieces_pkey; Type: CONSTRAINT; Schema: gouhook_reference; Owner: -
--

ALTER TABLE ONLY gouhook_reference.pieces
    ADD CONSTRAINT pieces_pkey PRIMARY KEY (edition, record, part);


--
-- Name: pieces_1 pieces_1_pkey; Type: CONSTRAINT; Schema: gouhook_reference; Owner: -
--

ALTER TABLE ONLY gouhook_reference.pieces_1
    ADD CONSTRAINT pieces_1_pkey PRIMARY KEY (edition, record, part);


--
-- Name: schema_version schema_version_pkc; Type: CONSTRAINT; Schema: gouhook_reference; Owner: -
--

ALTER TABLE ONLY gouhook_reference.schema_version
    ADD CONSTRAINT schema_version_pkc PRIMARY KEY (version_num);


--
-- Name: accounts pk_accounts; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.accounts
    ADD CONSTRAINT pk_accounts PRIMARY KEY (id);


--
-- Name: api_keys pk_api_keys; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.api_keys
    ADD CONSTRAINT pk_api_keys PRIMARY KEY (id);


--
-- Name: audit pk_audit; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.audit
    ADD CONSTRAINT pk_audit PRIMARY KEY (number);


--
-- Name: events pk_events; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.events
    ADD CONSTRAINT pk_events PRIMARY KEY (run_id, seq);


--
-- Name: finding_parcels pk_finding_parcels; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.finding_parcels
    ADD CONSTRAINT pk_finding_parcels PRIMARY KEY (run_id, parcel_id, ordinal);


--
-- Name: findings pk_findings; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.findings
    ADD CONSTRAINT pk_findings PRIMARY KEY (run_id, ordinal);


--
-- Name: layers pk_layers; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.layers
    ADD CONSTRAINT pk_layers PRIMARY KEY (kind, edition);


--
-- Name: mappings pk_mappings; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.mappings
    ADD CONSTRAINT pk_mappings PRIMARY KEY (signature);


--
-- Name: run_layers pk_run_layers; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.run_layers
    ADD CONSTRAINT pk_run_layers PRIMARY KEY (run_id, layer_id);


--
-- Name: runs pk_runs; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.runs
    ADD CONSTRAINT pk_runs PRIMARY KEY (id);


--
-- Name: sessions pk_sessions; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.sessions
    ADD CONSTRAINT pk_sessions PRIMARY KEY (token_sha256);


--
-- Name: sign_ins pk_sign_ins; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.sign_ins
    ADD CONSTRAINT pk_sign_ins PRIMARY KEY (token_sha256);


--
-- Name: submissions pk_submissions; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.submissions
    ADD CONSTRAINT pk_submissions PRIMARY KEY (id);


--
-- Name: procrastinate_events procrastinate_events_pkey; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);


--
-- Name: procrastinate_jobs procrastinate_jobs_pkey; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);


--
-- Name: procrastinate_periodic_defers procrastinate_periodic_defers_pkey; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);


--
-- Name: procrastinate_periodic_defers procrastinate_periodic_defers_unique; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);


--
-- Name: procrastinate_workers procrastinate_workers_pkey; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);


--
-- Name: service_version service_version_pkc; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.service_version
    ADD CONSTRAINT service_version_pkc PRIMARY KEY (version_num);


--
-- Name: accounts uq_accounts_issuer_subject; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.accounts
    ADD CONSTRAINT uq_accounts_issuer_subject UNIQUE (issuer, subject);


--
-- Name: accounts uq_accounts_name; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.accounts
    ADD CONSTRAINT uq_accounts_name UNIQUE (name);


--
-- Name: submissions uq_submissions_idempotency_key; Type: CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.submissions
    ADD CONSTRAINT uq_submissions_idempotency_key UNIQUE (idempotency_key);


--
-- Name: editions_name; Type: INDEX; Schema: gouhook_reference; Owner: -
--

CREATE UNIQUE INDEX editions_name ON gouhook_reference.editions USING btree (kind, lower(edition));


--
-- Name: features_code; Type: INDEX; Schema: gouhook_reference; Owner: -
--

CREATE INDEX features_code ON ONLY gouhook_reference.features USING btree (code);


--
-- Name: features_1_code_idx; Type: INDEX; Schema: gouhook_reference; Owner: -
--

CREATE INDEX features_1_code_idx ON gouhook_reference.features_1 USING btree (code);


--
-- Name: features_shape; Type: INDEX; Schema: gouhook_reference; Owner: -
--

CREATE INDEX features_shape ON ONLY gouhook_reference.features USING gist (shape) WHERE (NOT subdivided);


--
-- Name: features_1_shape_idx; Type: INDEX; Schema: gouhook_reference; Owner: -
--

CREATE INDEX features_1_shape_idx ON gouhook_reference.features_1 USING gist (shape) WHERE (NOT subdivided);


--
-- Name: pieces_shape; Type: INDEX; Schema: gouhook_reference; Owner: -
--

CREATE INDEX pieces_shape ON ONLY gouhook_reference.pieces USING gist (shape);


--
-- Name: pieces_1_shape_idx; Type: INDEX; Schema: gouhook_reference; Owner: -
--

CREATE INDEX pieces_1_shape_idx ON gouhook_reference.pieces_1 USING gist (shape);


--
-- Name: idx_procrastinate_jobs_worker_not_null; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX idx_procrastinate_jobs_worker_not_null ON gouhook_service.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::gouhook_service.procrastinate_job_status));


--
-- Name: idx_procrastinate_workers_last_heartbeat; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX idx_procrastinate_workers_last_heartbeat ON gouhook_service.procrastinate_workers USING btree (last_heartbeat);


--
-- Name: ix_api_keys_account_id; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_api_keys_account_id ON gouhook_service.api_keys USING btree (account_id);


--
-- Name: ix_audit_actor; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_audit_actor ON gouhook_service.audit USING btree (actor);


--
-- Name: ix_audit_at; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_audit_at ON gouhook_service.audit USING btree (at);


--
-- Name: ix_audit_subject; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_audit_subject ON gouhook_service.audit USING btree (subject);


--
-- Name: ix_findings_run_id_rule; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_findings_run_id_rule ON gouhook_service.findings USING btree (run_id, rule);


--
-- Name: ix_run_layers_layer_id; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_run_layers_layer_id ON gouhook_service.run_layers USING btree (layer_id);


--
-- Name: ix_runs_county_code; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_runs_county_code ON gouhook_service.runs USING btree (county_code);


--
-- Name: ix_runs_created; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_runs_created ON gouhook_service.runs USING btree (created);


--
-- Name: ix_runs_owner; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_runs_owner ON gouhook_service.runs USING btree (owner);


--
-- Name: ix_runs_status_created; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_runs_status_created ON gouhook_service.runs USING btree (status, created);


--
-- Name: ix_runs_submission_id; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_runs_submission_id ON gouhook_service.runs USING btree (submission_id);


--
-- Name: ix_sessions_account_id; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_sessions_account_id ON gouhook_service.sessions USING btree (account_id);


--
-- Name: ix_sign_ins_begun; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_sign_ins_begun ON gouhook_service.sign_ins USING btree (begun);


--
-- Name: ix_submissions_county_code; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_submissions_county_code ON gouhook_service.submissions USING btree (county_code);


--
-- Name: ix_submissions_owner; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_submissions_owner ON gouhook_service.submissions USING btree (owner);


--
-- Name: ix_submissions_sha256; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX ix_submissions_sha256 ON gouhook_service.submissions USING btree (sha256);


--
-- Name: procrastinate_events_job_id_fkey_v1; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX procrastinate_events_job_id_fkey_v1 ON gouhook_service.procrastinate_events USING btree (job_id);


--
-- Name: procrastinate_jobs_id_lock_idx_v1; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON gouhook_service.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::gouhook_service.procrastinate_job_status, 'doing'::gouhook_service.procrastinate_job_status]));


--
-- Name: procrastinate_jobs_lock_idx_v1; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON gouhook_service.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::gouhook_service.procrastinate_job_status);


--
-- Name: procrastinate_jobs_priority_idx_v1; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX procrastinate_jobs_priority_idx_v1 ON gouhook_service.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::gouhook_service.procrastinate_job_status);


--
-- Name: procrastinate_jobs_queue_name_idx_v1; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON gouhook_service.procrastinate_jobs USING btree (queue_name);


--
-- Name: procrastinate_jobs_queueing_lock_idx_v1; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON gouhook_service.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::gouhook_service.procrastinate_job_status);


--
-- Name: procrastinate_periodic_defers_job_id_fkey_v1; Type: INDEX; Schema: gouhook_service; Owner: -
--

CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON gouhook_service.procrastinate_periodic_defers USING btree (job_id);


--
-- Name: features_1_code_idx; Type: INDEX ATTACH; Schema: gouhook_reference; Owner: -
--

ALTER INDEX gouhook_reference.features_code ATTACH PARTITION gouhook_reference.features_1_code_idx;


--
-- Name: features_1_pkey; Type: INDEX ATTACH; Schema: gouhook_reference; Owner: -
--

ALTER INDEX gouhook_reference.features_pkey ATTACH PARTITION gouhook_reference.features_1_pkey;


--
-- Name: features_1_shape_idx; Type: INDEX ATTACH; Schema: gouhook_reference; Owner: -
--

ALTER INDEX gouhook_reference.features_shape ATTACH PARTITION gouhook_reference.features_1_shape_idx;


--
-- Name: pieces_1_pkey; Type: INDEX ATTACH; Schema: gouhook_reference; Owner: -
--

ALTER INDEX gouhook_reference.pieces_pkey ATTACH PARTITION gouhook_reference.pieces_1_pkey;


--
-- Name: pieces_1_shape_idx; Type: INDEX ATTACH; Schema: gouhook_reference; Owner: -
--

ALTER INDEX gouhook_reference.pieces_shape ATTACH PARTITION gouhook_reference.pieces_1_shape_idx;


--
-- Name: audit audit_kept; Type: TRIGGER; Schema: gouhook_service; Owner: -
--

CREATE TRIGGER audit_kept BEFORE DELETE OR UPDATE ON gouhook_service.audit FOR EACH ROW EXECUTE FUNCTION gouhook_service.audit_refuse();


--
-- Name: audit audit_not_emptied; Type: TRIGGER; Schema: gouhook_service; Owner: -
--

CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON gouhook_service.audit FOR EACH STATEMENT EXECUTE FUNCTION gouhook_service.audit_refuse();


--
-- Name: procrastinate_jobs procrastinate_jobs_notify_queue_job_aborted_v1; Type: TRIGGER; Schema: gouhook_service; Owner: -
--

CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON gouhook_service.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::gouhook_service.procrastinate_job_status))) EXECUTE FUNCTION gouhook_service.procrastinate_notify_queue_abort_job_v1();


--
-- Name: procrastinate_jobs procrastinate_jobs_notify_queue_job_inserted_v1; Type: TRIGGER; Schema: gouhook_service; Owner: -
--

CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON gouhook_service.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::gouhook_service.procrastinate_job_status)) EXECUTE FUNCTION gouhook_service.procrastinate_notify_queue_job_inserted_v1();


--
-- Name: procrastinate_jobs procrastinate_trigger_abort_requested_events_v1; Type: TRIGGER; Schema: gouhook_service; Owner: -
--

CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON gouhook_service.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION gouhook_service.procrastinate_trigger_abort_requested_events_procedure_v1();


--
-- Name: procrastinate_jobs procrastinate_trigger_delete_jobs_v1; Type: TRIGGER; Schema: gouhook_service; Owner: -
--

CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON gouhook_service.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION gouhook_service.procrastinate_unlink_periodic_defers_v1();


--
-- Name: procrastinate_jobs procrastinate_trigger_scheduled_events_v1; Type: TRIGGER; Schema: gouhook_service; Owner: -
--

CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON gouhook_service.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::gouhook_service.procrastinate_job_status))) EXECUTE FUNCTION gouhook_service.procrastinate_trigger_function_scheduled_events_v1();


--
-- Name: procrastinate_jobs procrastinate_trigger_status_events_insert_v1; Type: TRIGGER; Schema: gouhook_service; Owner: -
--

CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON gouhook_service.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::gouhook_service.procrastinate_job_status)) EXECUTE FUNCTION gouhook_service.procrastinate_trigger_function_status_events_insert_v1();


--
-- Name: procrastinate_jobs procrastinate_trigger_status_events_update_v1; Type: TRIGGER; Schema: gouhook_service; Owner: -
--

CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON gouhook_service.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION gouhook_service.procrastinate_trigger_function_status_events_update_v1();


--
-- Name: api_keys fk_api_keys_account_id; Type: FK CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.api_keys
    ADD CONSTRAINT fk_api_keys_account_id FOREIGN KEY (account_id) REFERENCES gouhook_service.accounts(id);


--
-- Name: events fk_events_run_id; Type: FK CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.events
    ADD CONSTRAINT fk_events_run_id FOREIGN KEY (run_id) REFERENCES gouhook_service.runs(id);


--
-- Name: finding_parcels fk_finding_parcels_run_id_ordinal; Type: FK CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.finding_parcels
    ADD CONSTRAINT fk_finding_parcels_run_id_ordinal FOREIGN KEY (run_id, ordinal) REFERENCES gouhook_service.findings(run_id, ordinal);


--
-- Name: findings fk_findings_run_id; Type: FK CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.findings
    ADD CONSTRAINT fk_findings_run_id FOREIGN KEY (run_id) REFERENCES gouhook_service.runs(id);


--
-- Name: run_layers fk_run_layers_run_id; Type: FK CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.run_layers
    ADD CONSTRAINT fk_run_layers_run_id FOREIGN KEY (run_id) REFERENCES gouhook_service.runs(id);


--
-- Name: runs fk_runs_submission_id; Type: FK CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.runs
    ADD CONSTRAINT fk_runs_submission_id FOREIGN KEY (submission_id) REFERENCES gouhook_service.submissions(id);


--
-- Name: sessions fk_sessions_account_id; Type: FK CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.sessions
    ADD CONSTRAINT fk_sessions_account_id FOREIGN KEY (account_id) REFERENCES gouhook_service.accounts(id);


--
-- Name: procrastinate_events procrastinate_events_job_id_fkey; Type: FK CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES gouhook_service.procrastinate_jobs(id) ON DELETE CASCADE;


--
-- Name: procrastinate_jobs procrastinate_jobs_worker_id_fkey; Type: FK CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES gouhook_service.procrastinate_workers(id) ON DELETE SET NULL;


--
-- Name: procrastinate_periodic_defers procrastinate_periodic_defers_job_id_fkey; Type: FK CONSTRAINT; Schema: gouhook_service; Owner: -
--

ALTER TABLE ONLY gouhook_service.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES gouhook_service.procrastinate_jobs(id);


--
-- PostgreSQL database dump complete
--

\unrestrict rwQoCad96Yq9nXEB7UfYcJobkaVmD0BSlESHdgvRSv3Asp2AloKabh0jOm8Z71U

