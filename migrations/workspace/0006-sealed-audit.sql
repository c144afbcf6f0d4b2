create table {schema}."audit_block" (
  "number" integer not null,
  "events" integer not null,
  "first_at" timestamptz(3) not null,
  "last_at" timestamptz(3) not null,
  "sealed_at" timestamptz(3) not null,
  "previous" text not null,
  "hash" text not null,
  constraint "audit_block_pk" primary key (number)
);
create table {schema}."audit_entry" (
  "event_id" uuid not null,
  "block" integer not null,
  "salt" bytea,
  "leaf" bytea not null,
  "digest" bytea,
  "redacted_by" uuid,
  "removed_by" uuid,
  constraint "audit_entry_pk" primary key (event_id)
);
create index "audit_entry_block_idx" on {schema}."audit_entry" (block);
