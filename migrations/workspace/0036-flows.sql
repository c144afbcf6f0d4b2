create table {schema}."flow_run" (
  "id" uuid not null,
  "flow_id" uuid not null,
  "version_id" uuid not null,
  "object" text,
  "record_id" uuid,
  "once_key" text not null,
  "status" text not null,
  "step" text,
  "turn" integer not null,
  "kept" jsonb,
  "due_at" timestamptz(3),
  "watch_id" uuid,
  "attempts" integer not null,
  "depth" integer not null,
  "parent_id" uuid,
  "root" text,
  "pending" integer not null,
  "steps" integer not null,
  "data" jsonb,
  "reason" jsonb,
  "started_at" timestamptz(3) not null,
  "finished_at" timestamptz(3),
  constraint "flow_run_pk" primary key (id),
  constraint "flow_run_status_check" check (status in ('running', 'waiting', 'done', 'failed', 'stopped'))
);
create table {schema}."flow_step" (
  "id" uuid not null,
  "run_id" uuid not null,
  "step" text not null,
  "kind" text not null,
  "number" integer not null,
  "status" text not null,
  "input" jsonb,
  "output" jsonb,
  "reason" jsonb,
  "at" timestamptz(3) not null,
  constraint "flow_step_pk" primary key (id),
  constraint "flow_step_status_check" check (status in ('done', 'waiting', 'failed', 'skipped'))
);
create table {schema}."flow_timer" (
  "flow_id" uuid not null,
  "version_id" uuid not null,
  "due_at" timestamptz(3) not null,
  constraint "flow_timer_pk" primary key (flow_id)
);
create table {schema}."flow" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "reason" text,
  "status" text not null,
  "paused_because" text,
  "draft" jsonb,
  "live_number" bigint,
  "live" text,
  "live_since" timestamptz(3),
  "review_on" date,
  "per_minute" bigint,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "flow_pk" primary key (id)
);
create table {schema}."flow_version" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text not null,
  "flow_id" uuid not null,
  "number" bigint not null,
  "definition" jsonb not null,
  "note" text,
  "deleted_at" timestamptz(3),
  constraint "flow_version_pk" primary key (id)
);
create unique index "flow_run_once_key" on {schema}."flow_run" (flow_id, once_key);
create index "flow_run_due_idx" on {schema}."flow_run" (due_at, id) where due_at is not null;
create index "flow_run_watch_idx" on {schema}."flow_run" (watch_id) where watch_id is not null;
create index "flow_run_parent_idx" on {schema}."flow_run" (parent_id) where parent_id is not null;
create index "flow_run_record_idx" on {schema}."flow_run" (record_id, started_at) where record_id is not null;
create index "flow_run_log_idx" on {schema}."flow_run" (flow_id, started_at, id);
create index "flow_run_open_idx" on {schema}."flow_run" (flow_id, status) where status in ('running', 'waiting', 'failed');
create index "flow_run_end_idx" on {schema}."flow_run" (finished_at) where finished_at is not null;
create unique index "flow_step_run_key" on {schema}."flow_step" (run_id, step);
create index "flow_timer_due_idx" on {schema}."flow_timer" (due_at);
create index "flow_updated_idx" on {schema}."flow" (updated_at, id) where deleted_at is null;
create index "flow_deleted_idx" on {schema}."flow" (deleted_at, id) where deleted_at is not null;
create unique index "flow_name_key" on {schema}."flow" ("name") where deleted_at is null;
create index "flow_owner_id_updated_at_idx" on {schema}."flow" ("owner_id", "updated_at", id) where deleted_at is null;
create index "flow_search_idx" on {schema}."flow" using gin (search) where deleted_at is null;
create index "flow_title_key_idx" on {schema}."flow" (title_key, id) where deleted_at is null;
create index "flow_version_updated_idx" on {schema}."flow_version" (updated_at, id) where deleted_at is null;
create index "flow_version_deleted_idx" on {schema}."flow_version" (deleted_at, id) where deleted_at is not null;
alter table {schema}."flow" add constraint "flow_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
