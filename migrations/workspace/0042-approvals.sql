create table {schema}."approval" (
  "id" uuid not null,
  "object" text not null,
  "record_id" uuid not null,
  "title" text,
  "change" jsonb,
  "shown" jsonb,
  "policies" jsonb not null,
  "steps" jsonb not null,
  "hold" text not null,
  "fields" text[] not null,
  "self" boolean not null,
  "mail" boolean not null,
  "asker_id" uuid not null,
  "reason" text,
  "status" text not null,
  "step" integer not null,
  "round" integer not null,
  "asked_at" timestamptz(3) not null,
  "due_at" timestamptz(3),
  "closed_at" timestamptz(3),
  "outcome" jsonb,
  "run_id" uuid,
  constraint "approval_pk" primary key (id),
  constraint "approval_status_check" check (status in ('waiting', 'returned', 'approved', 'rejected', 'withdrawn', 'failed')),
  constraint "approval_hold_check" check (hold in ('record', 'fields', 'none'))
);
create table {schema}."approval_seat" (
  "id" uuid not null,
  "approval_id" uuid not null,
  "round" integer not null,
  "step" integer not null,
  "place" integer not null,
  "person_id" uuid not null,
  "how" text not null,
  "status" text not null,
  "asked_at" timestamptz(3) not null,
  "decided_by" uuid,
  "decided_at" timestamptz(3),
  constraint "approval_seat_pk" primary key (id),
  constraint "approval_seat_how_check" check (how in ('policy', 'added', 'delegated', 'late')),
  constraint "approval_seat_status_check" check (status in ('waiting', 'approved', 'rejected', 'returned', 'delegated', 'passed'))
);
create table {schema}."approval_note" (
  "id" uuid not null,
  "approval_id" uuid not null,
  "at" timestamptz(3) not null,
  "kind" text not null,
  "actor_id" uuid,
  "other_id" uuid,
  "words" text,
  constraint "approval_note_pk" primary key (id)
);
create table {schema}."approval_policy" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "active" boolean,
  "about" text,
  "definition" jsonb,
  "deleted_at" timestamptz(3),
  constraint "approval_policy_pk" primary key (id)
);
create unique index "approval_hold_key" on {schema}."approval" (record_id) where status = 'waiting' and hold <> 'none';
create index "approval_record_idx" on {schema}."approval" (record_id, asked_at);
create index "approval_asker_idx" on {schema}."approval" (asker_id, asked_at);
create index "approval_due_idx" on {schema}."approval" (due_at) where due_at is not null;
create unique index "approval_seat_key" on {schema}."approval_seat" (approval_id, person_id) where status = 'waiting';
create index "approval_seat_waiting_idx" on {schema}."approval_seat" (person_id, asked_at) where status = 'waiting';
create index "approval_seat_decided_idx" on {schema}."approval_seat" (decided_by, decided_at) where decided_by is not null;
create index "approval_seat_approval_idx" on {schema}."approval_seat" (approval_id);
create index "approval_note_approval_idx" on {schema}."approval_note" (approval_id, at);
create index "approval_policy_updated_idx" on {schema}."approval_policy" (updated_at, id) where deleted_at is null;
create index "approval_policy_deleted_idx" on {schema}."approval_policy" (deleted_at, id) where deleted_at is not null;
