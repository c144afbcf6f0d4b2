create table {schema}."quality" (
  "object" text not null,
  "made_by" text not null,
  "day" date,
  "after_id" uuid,
  "seen_at" timestamptz(3),
  "counted_at" timestamptz(3),
  constraint "quality_pk" primary key (object)
);
create table {schema}."quality_part" (
  "object" text not null,
  "from_id" uuid not null,
  "dimension" text not null,
  "key" text not null,
  "counts" jsonb not null,
  constraint "quality_part_pk" primary key (object, from_id, dimension, key)
);
create table {schema}."quality_figure" (
  "object" text not null,
  "day" date not null,
  "dimension" text not null,
  "key" text not null,
  "counts" jsonb not null,
  constraint "quality_figure_pk" primary key (object, dimension, day, key)
);
create table {schema}."quality_mend" (
  "day" date not null,
  "person_id" uuid not null,
  "object" text not null,
  "kind" text not null,
  "count" integer not null,
  constraint "quality_mend_pk" primary key (day, person_id, object, kind)
);
create table {schema}."placeholder_value" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "value" text,
  "kind" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "placeholder_value_pk" primary key (id)
);
create table {schema}."quality_standard" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "object" text,
  "fields" jsonb,
  "fresh_days" bigint,
  "deleted_at" timestamptz(3),
  constraint "quality_standard_pk" primary key (id)
);
create table {schema}."quarantine" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "object" text,
  "source" text,
  "reason" text,
  "status" text,
  "count" bigint,
  "kept" bigint,
  "released_by_id" uuid,
  "released_at" timestamptz(3),
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "quarantine_pk" primary key (id)
);
create table {schema}."cleaning_task" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "object" text,
  "where" jsonb,
  "due" date,
  "count" bigint,
  "task_id" uuid,
  "view_id" uuid,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "cleaning_task_pk" primary key (id)
);
create index "placeholder_value_updated_idx" on {schema}."placeholder_value" (updated_at, id) where deleted_at is null;
create index "placeholder_value_deleted_idx" on {schema}."placeholder_value" (deleted_at, id) where deleted_at is not null;
create index "placeholder_value_search_idx" on {schema}."placeholder_value" using gin (search) where deleted_at is null;
create index "placeholder_value_title_key_idx" on {schema}."placeholder_value" (title_key, id) where deleted_at is null;
create index "placeholder_value_kind_value_idx" on {schema}."placeholder_value" ("kind", "value", id) where deleted_at is null;
create index "quality_standard_updated_idx" on {schema}."quality_standard" (updated_at, id) where deleted_at is null;
create index "quality_standard_deleted_idx" on {schema}."quality_standard" (deleted_at, id) where deleted_at is not null;
create unique index "quality_standard_object_key" on {schema}."quality_standard" ("object") where deleted_at is null;
create index "quarantine_updated_idx" on {schema}."quarantine" (updated_at, id) where deleted_at is null;
create index "quarantine_deleted_idx" on {schema}."quarantine" (deleted_at, id) where deleted_at is not null;
create index "quarantine_search_idx" on {schema}."quarantine" using gin (search) where deleted_at is null;
create index "quarantine_title_key_idx" on {schema}."quarantine" (title_key, id) where deleted_at is null;
create index "quarantine_created_at_idx" on {schema}."quarantine" ("created_at", id) where deleted_at is null;
create index "cleaning_task_updated_idx" on {schema}."cleaning_task" (updated_at, id) where deleted_at is null;
create index "cleaning_task_deleted_idx" on {schema}."cleaning_task" (deleted_at, id) where deleted_at is not null;
create index "cleaning_task_owner_id_updated_at_idx" on {schema}."cleaning_task" ("owner_id", "updated_at", id) where deleted_at is null;
create index "cleaning_task_search_idx" on {schema}."cleaning_task" using gin (search) where deleted_at is null;
create index "cleaning_task_title_key_idx" on {schema}."cleaning_task" (title_key, id) where deleted_at is null;
create index "cleaning_task_created_at_idx" on {schema}."cleaning_task" ("created_at", id) where deleted_at is null;
alter table {schema}."cleaning_task" add constraint "cleaning_task_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
