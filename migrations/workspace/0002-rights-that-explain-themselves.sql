create table {schema}."seeing" (
  "id" uuid not null,
  "admin_id" uuid not null,
  "person_id" uuid not null,
  "reason" text,
  "started_at" timestamptz(3) not null,
  "until" timestamptz(3) not null,
  "ended_at" timestamptz(3),
  constraint "seeing_pk" primary key (id)
);
create table {schema}."person_request" (
  "id" uuid not null,
  "kind" text not null,
  "status" text not null,
  "subject" jsonb not null,
  "report" jsonb,
  "error" text,
  "created_at" timestamptz(3) not null,
  "created_by" uuid not null,
  "confirmed_at" timestamptz(3),
  "confirmed_by" uuid,
  "finished_at" timestamptz(3),
  constraint "person_request_pk" primary key (id),
  constraint "person_request_kind_check" check (kind in ('access', 'erase'))
);
create table {schema}."legal_hold" (
  "id" uuid not null,
  "object" text not null,
  "record_id" uuid not null,
  "reason" text not null,
  "until" timestamptz(3),
  "created_at" timestamptz(3) not null,
  "created_by" uuid,
  constraint "legal_hold_pk" primary key (id)
);
create index "seeing_open_idx" on {schema}."seeing" (until) where ended_at is null;
create index "person_request_created_idx" on {schema}."person_request" (created_at, id);
create unique index "legal_hold_record_key" on {schema}."legal_hold" (record_id, object);
create index "event_export_idx" on {schema}."event" (at, id) where kind in ('exportStarted', 'exported');
alter table {schema}."share" add column "through_id" uuid;
create index "share_through_idx" on {schema}."share" (through_id) where through_id is not null;
