-- The whole schema as the migrations make it. A test compares this file with a migrated database; after a new
-- migration, write it anew: UPDATE_SCHEMA=1 NODE_OPTIONS=--experimental-vm-modules node node_modules/jest/bin/jest.js tests/architecture/schema.test.ts

CREATE SCHEMA asof;

CREATE SCHEMA asof_history;

CREATE TABLE asof.definition_version (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  name text NOT NULL,
  version integer NOT NULL,
  hash text NOT NULL,
  canonical text NOT NULL,
  definition jsonb NOT NULL,
  refers_to jsonb NOT NULL,
  history jsonb,
  registry_version integer NOT NULL,
  registered_at timestamp with time zone NOT NULL,
  CONSTRAINT definition_version_pkey PRIMARY KEY (id),
  CONSTRAINT definition_version_is_unique UNIQUE (name, version)
);
CREATE INDEX definition_version_by_registration ON asof.definition_version USING btree (registry_version);

CREATE TABLE asof.materialization_run (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  definition_id bigint NOT NULL,
  name text NOT NULL,
  run integer NOT NULL,
  state text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone,
  in_history boolean NOT NULL DEFAULT false,
  online boolean NOT NULL DEFAULT false,
  report jsonb,
  failure jsonb,
  CONSTRAINT materialization_run_pkey PRIMARY KEY (id),
  CONSTRAINT materialization_run_is_unique UNIQUE (definition_id, run),
  CONSTRAINT materialization_run_state CHECK ((state = ANY (ARRAY['RUNNING'::text, 'SUCCEEDED'::text, 'FAILED'::text])))
);
CREATE UNIQUE INDEX materialization_run_one_running ON asof.materialization_run USING btree (definition_id) WHERE (state = 'RUNNING'::text);

CREATE TABLE asof.migration (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  "timestamp" bigint NOT NULL,
  name text NOT NULL,
  CONSTRAINT migration_pkey PRIMARY KEY (id),
  CONSTRAINT migration_runs_once UNIQUE (name)
);

CREATE TABLE asof.model_version (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  model text NOT NULL,
  version integer NOT NULL,
  model_definition_id bigint NOT NULL,
  service_id bigint NOT NULL,
  training_set_id text NOT NULL,
  training_set_fingerprint text NOT NULL,
  as_of timestamp with time zone NOT NULL,
  hindsight boolean NOT NULL,
  artifact bytea NOT NULL,
  artifact_hash text NOT NULL,
  features jsonb NOT NULL,
  metrics jsonb NOT NULL,
  record jsonb NOT NULL,
  state text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  promoted_at timestamp with time zone,
  CONSTRAINT model_version_pkey PRIMARY KEY (id),
  CONSTRAINT model_version_is_unique UNIQUE (model, version),
  CONSTRAINT model_version_state CHECK ((state = ANY (ARRAY['CANDIDATE'::text, 'LIVE'::text, 'RETIRED'::text])))
);
CREATE UNIQUE INDEX model_version_one_live ON asof.model_version USING btree (model) WHERE (state = 'LIVE'::text);

CREATE TABLE asof.prediction_log (
  id uuid NOT NULL,
  model text NOT NULL,
  model_version integer NOT NULL,
  model_version_id bigint NOT NULL,
  predicted_at timestamp with time zone NOT NULL,
  entity jsonb NOT NULL,
  features jsonb NOT NULL,
  prediction jsonb NOT NULL,
  probability double precision,
  CONSTRAINT prediction_log_pkey PRIMARY KEY (id)
);
CREATE INDEX prediction_log_by_time ON asof.prediction_log USING btree (model, predicted_at);

CREATE TABLE asof.pushed_batch (
  source text NOT NULL,
  idempotency_key text NOT NULL,
  report jsonb NOT NULL,
  pushed_at timestamp with time zone NOT NULL,
  CONSTRAINT pushed_batch_pkey PRIMARY KEY (source, idempotency_key)
);

CREATE TABLE asof.refused_row (
  definition_id bigint NOT NULL,
  run integer NOT NULL,
  reason text NOT NULL,
  "row" jsonb NOT NULL,
  row_hash text NOT NULL,
  CONSTRAINT refused_row_is_unique UNIQUE (definition_id, row_hash, reason)
);

CREATE TABLE asof.registry_state (
  singleton boolean NOT NULL DEFAULT true,
  version integer NOT NULL,
  CONSTRAINT registry_state_pkey PRIMARY KEY (singleton),
  CONSTRAINT registry_state_is_one_row CHECK (singleton)
);

CREATE TABLE asof.training_set (
  id text NOT NULL,
  recorded bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  service text NOT NULL,
  service_id bigint NOT NULL,
  as_of timestamp with time zone NOT NULL,
  hindsight boolean NOT NULL,
  condition text,
  spine text NOT NULL,
  columns jsonb NOT NULL,
  row_count bigint NOT NULL,
  fingerprint text NOT NULL,
  definitions jsonb NOT NULL,
  runs jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT training_set_pkey PRIMARY KEY (id),
  CONSTRAINT training_set_spine CHECK ((spine = ANY (ARRAY['LABELS'::text, 'INLINE'::text])))
);
CREATE INDEX training_set_by_recording ON asof.training_set USING btree (recorded);

CREATE TABLE asof.training_set_chunk (
  training_set_id text NOT NULL,
  first_row bigint NOT NULL,
  row_count integer NOT NULL,
  bytes bytea STORAGE EXTERNAL NOT NULL,
  CONSTRAINT training_set_chunk_pkey PRIMARY KEY (training_set_id, first_row)
);

ALTER TABLE asof.materialization_run ADD CONSTRAINT materialization_run_definition FOREIGN KEY (definition_id) REFERENCES asof.definition_version(id);

ALTER TABLE asof.model_version ADD CONSTRAINT model_version_definition FOREIGN KEY (model_definition_id) REFERENCES asof.definition_version(id);

ALTER TABLE asof.model_version ADD CONSTRAINT model_version_service FOREIGN KEY (service_id) REFERENCES asof.definition_version(id);

ALTER TABLE asof.model_version ADD CONSTRAINT model_version_training_set FOREIGN KEY (training_set_id) REFERENCES asof.training_set(id);

ALTER TABLE asof.training_set ADD CONSTRAINT training_set_service FOREIGN KEY (service_id) REFERENCES asof.definition_version(id);

ALTER TABLE asof.training_set_chunk ADD CONSTRAINT training_set_chunk_training_set FOREIGN KEY (training_set_id) REFERENCES asof.training_set(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
