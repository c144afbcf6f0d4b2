create table {schema}."signal_fire" (
  "id" uuid not null,
  "signal_id" uuid not null,
  "object" text not null,
  "record_id" uuid not null,
  "once_key" text not null,
  "status" text not null,
  "at" timestamptz(3) not null,
  "fired_at" timestamptz(3) not null,
  "why" jsonb,
  constraint "signal_fire_pk" primary key (id),
  constraint "signal_fire_status_check" check (status in ('fired', 'held', 'cooling', 'refused'))
);
create table {schema}."signal_timer" (
  "signal_id" uuid not null,
  "live_since" timestamptz(3) not null,
  "since" timestamptz(3) not null,
  "due_at" timestamptz(3) not null,
  constraint "signal_timer_pk" primary key (signal_id)
);
create table {schema}."signal" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "reason" text,
  "status" text not null,
  "definition" jsonb,
  "live_since" timestamptz(3),
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "signal_pk" primary key (id)
);
create unique index "signal_fire_once_key" on {schema}."signal_fire" (signal_id, once_key);
create index "signal_fire_log_idx" on {schema}."signal_fire" (signal_id, at, id);
create index "signal_fire_record_idx" on {schema}."signal_fire" (record_id, at);
create index "signal_timer_due_idx" on {schema}."signal_timer" (due_at);
create index "signal_updated_idx" on {schema}."signal" (updated_at, id) where deleted_at is null;
create index "signal_deleted_idx" on {schema}."signal" (deleted_at, id) where deleted_at is not null;
create unique index "signal_name_key" on {schema}."signal" ("name") where deleted_at is null;
create index "signal_owner_id_updated_at_idx" on {schema}."signal" ("owner_id", "updated_at", id) where deleted_at is null;
create index "signal_search_idx" on {schema}."signal" using gin (search) where deleted_at is null;
create index "signal_title_key_idx" on {schema}."signal" (title_key, id) where deleted_at is null;
alter table {schema}."signal" add constraint "signal_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
create index "event_at_idx" on {schema}."event" using brin (at);
create index "contact_birthday_idx" on {schema}."contact" ("birthday", id) where deleted_at is null;
