create table {schema}."import_mapping" (
  "object" text not null,
  "header_hash" text not null,
  "header" jsonb not null,
  "plan" jsonb not null,
  "file_name" text not null,
  "used" integer not null,
  "used_at" timestamptz(3) not null,
  "used_by" uuid,
  constraint "import_mapping_pk" primary key (object, header_hash)
);
create table {schema}."import_fix" (
  "import_id" uuid not null,
  "line" integer not null,
  "cells" jsonb not null,
  "at" timestamptz(3) not null,
  "by_id" uuid,
  constraint "import_fix_pk" primary key (import_id, line)
);
create table {schema}."feed" (
  "id" uuid not null,
  "name" text not null,
  "object" text not null,
  "source" jsonb not null,
  "secret" text,
  "plan" jsonb not null,
  "every_minutes" integer not null,
  "paused" boolean not null,
  "next_at" timestamptz(3) not null,
  "started_at" timestamptz(3),
  "finished_at" timestamptz(3),
  "error" jsonb,
  "created_at" timestamptz(3) not null,
  "created_by" uuid,
  constraint "feed_pk" primary key (id)
);
create table {schema}."feed_file" (
  "feed_id" uuid not null,
  "file_hash" text not null,
  "file_name" text not null,
  "at" timestamptz(3) not null,
  "import_id" uuid,
  "error" jsonb,
  constraint "feed_file_pk" primary key (feed_id, file_hash)
);
create index "import_mapping_used_idx" on {schema}."import_mapping" (object, used_at);
create index "feed_due_idx" on {schema}."feed" (next_at) where not paused;
create index "feed_file_at_idx" on {schema}."feed_file" (feed_id, at);
