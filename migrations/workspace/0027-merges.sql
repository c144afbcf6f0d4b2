create table {schema}."merge" (
  "id" uuid not null,
  "object" text not null,
  "survivor_id" uuid not null,
  "merged_ids" uuid[] not null,
  "moved" integer not null,
  "carried" jsonb not null,
  "at" timestamptz(3) not null,
  "by_id" uuid,
  "split_at" timestamptz(3),
  "split_by" uuid,
  constraint "merge_pk" primary key (id)
);
create table {schema}."former_id" (
  "object" text not null,
  "id" uuid not null,
  "survivor_id" uuid not null,
  "merge_id" uuid not null,
  "codes" text[] not null,
  constraint "former_id_pk" primary key (object, id)
);
create index "merge_survivor_idx" on {schema}."merge" (object, survivor_id, id);
create index "merge_at_idx" on {schema}."merge" (at, id);
create index "former_id_survivor_idx" on {schema}."former_id" (object, survivor_id);
create index "former_id_codes_idx" on {schema}."former_id" using gin (codes);
