create table {schema}."handover" (
  "id" uuid not null,
  "person_id" uuid not null,
  "status" text not null,
  "plan" jsonb not null,
  "checks" jsonb not null,
  "report" jsonb,
  "error" text,
  "created_at" timestamptz(3) not null,
  "created_by" uuid not null,
  "finished_at" timestamptz(3),
  "undone_at" timestamptz(3),
  "undone_by" uuid,
  constraint "handover_pk" primary key (id)
);
create table {schema}."handover_item" (
  "handover_id" uuid not null,
  "object" text not null,
  "field" text not null,
  "record_id" uuid not null,
  "to_id" uuid not null,
  "done_at" timestamptz(3),
  "kept" jsonb,
  constraint "handover_item_pk" primary key (handover_id, object, field, record_id)
);
create index "handover_person_idx" on {schema}."handover" (person_id, created_at);
create index "handover_item_open_idx" on {schema}."handover_item" (handover_id, to_id) where done_at is null;
