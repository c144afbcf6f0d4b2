create table {schema}."bulk_write" (
  "id" uuid not null,
  "at" timestamptz(3) not null,
  "actor_id" uuid not null,
  "object" text not null,
  "verb" text not null,
  "detail" jsonb not null,
  "changed" integer not null,
  "unchanged" integer not null,
  "refused" integer not null,
  "undone_at" timestamptz(3),
  constraint "bulk_write_pk" primary key (id)
);
create index "bulk_write_at_idx" on {schema}."bulk_write" (at, id);
create index "bulk_write_actor_idx" on {schema}."bulk_write" (actor_id, at, id);
