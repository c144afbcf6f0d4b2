create table {schema}."import_set" (
  "id" uuid not null,
  "file_name" text not null,
  "status" text not null,
  "members" jsonb not null,
  "left_out" jsonb not null,
  "error" text,
  "run_id" uuid,
  "beat_at" timestamptz(3),
  "created_at" timestamptz(3) not null,
  "created_by" uuid,
  "started_at" timestamptz(3),
  "finished_at" timestamptz(3),
  "undone_at" timestamptz(3),
  constraint "import_set_pk" primary key (id)
);
alter table {schema}."import" add column "set_id" uuid;
