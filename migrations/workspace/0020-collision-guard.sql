create table {schema}."collision_policy" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "active" boolean,
  "place" bigint,
  "objects" text[],
  "entries" text[],
  "among" text[],
  "from" text,
  "does" text,
  "shows" text[],
  "daily" bigint,
  "deleted_at" timestamptz(3),
  constraint "collision_policy_pk" primary key (id)
);
create table {schema}."collision_case" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "number" text,
  "entered" text,
  "object" text,
  "entry" text,
  "ending" text,
  "level" text,
  "points" bigint,
  "agrees" text[],
  "account_id" uuid,
  "contact_id" uuid,
  "lead_id" uuid,
  "found" text,
  "keeper_id" uuid,
  "policy" text,
  "at" timestamptz(3),
  "times" bigint,
  "draft" jsonb,
  "share_status" text,
  "share_reason" text,
  "share_until" date,
  "answer" text,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "collision_case_pk" primary key (id)
);
create index "collision_policy_updated_idx" on {schema}."collision_policy" (updated_at, id) where deleted_at is null;
create index "collision_policy_deleted_idx" on {schema}."collision_policy" (deleted_at, id) where deleted_at is not null;
create index "collision_case_updated_idx" on {schema}."collision_case" (updated_at, id) where deleted_at is null;
create index "collision_case_deleted_idx" on {schema}."collision_case" (deleted_at, id) where deleted_at is not null;
create unique index "collision_case_number_key" on {schema}."collision_case" ("number") where deleted_at is null;
create index "collision_case_ending_idx" on {schema}."collision_case" ("ending", id) where deleted_at is null;
create index "collision_case_found_idx" on {schema}."collision_case" ("found", id) where deleted_at is null;
create index "collision_case_owner_id_updated_at_idx" on {schema}."collision_case" ("owner_id", "updated_at", id) where deleted_at is null;
create index "collision_case_search_idx" on {schema}."collision_case" using gin (search) where deleted_at is null;
create index "collision_case_title_key_idx" on {schema}."collision_case" (title_key, id) where deleted_at is null;
create index "collision_case_at_idx" on {schema}."collision_case" ("at", id) where deleted_at is null;
create index "collision_case_owner_id_at_idx" on {schema}."collision_case" ("owner_id", "at", id) where deleted_at is null;
alter table {schema}."collision_case" add constraint "collision_case_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
