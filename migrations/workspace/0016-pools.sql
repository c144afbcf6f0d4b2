create table {schema}."pool" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "object" text,
  "description" text,
  "where" jsonb,
  "hidden_fields" jsonb,
  "masked_fields" jsonb,
  "claims_per_day" bigint,
  "claims_per_period" bigint,
  "period_days" bigint,
  "minutes_between" bigint,
  "cool_off_days" bigint,
  "inflow_hours" bigint,
  "looks_per_day" bigint,
  "protect_days" bigint,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "pool_pk" primary key (id)
);
create table {schema}."pool_people" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "pool_people_pk" primary key (source_id, target_id)
);
create table {schema}."pool_teams" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "pool_teams_pk" primary key (source_id, target_id)
);
create table {schema}."pool_roles" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "pool_roles_pk" primary key (source_id, target_id)
);
create table {schema}."pool_managers" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "pool_managers_pk" primary key (source_id, target_id)
);
create table {schema}."pool_claim" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "kind" text not null,
  "pool_id" uuid not null,
  "object" text not null,
  "record" text not null,
  "record_name" text,
  "at" timestamptz(3) not null,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  constraint "pool_claim_pk" primary key (id)
);
create table {schema}."holding_cap" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "object" text,
  "counts" text,
  "most" bigint,
  "where" jsonb,
  "deleted_at" timestamptz(3),
  constraint "holding_cap_pk" primary key (id)
);
create table {schema}."holding_cap_people" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "holding_cap_people_pk" primary key (source_id, target_id)
);
create table {schema}."holding_cap_teams" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "holding_cap_teams_pk" primary key (source_id, target_id)
);
create table {schema}."holding_cap_roles" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "holding_cap_roles_pk" primary key (source_id, target_id)
);
create index "pool_updated_idx" on {schema}."pool" (updated_at, id) where deleted_at is null;
create index "pool_deleted_idx" on {schema}."pool" (deleted_at, id) where deleted_at is not null;
create index "pool_search_idx" on {schema}."pool" using gin (search) where deleted_at is null;
create index "pool_title_key_idx" on {schema}."pool" (title_key, id) where deleted_at is null;
create index "pool_object_name_idx" on {schema}."pool" ("object", "name", id) where deleted_at is null;
create index "pool_people_target_idx" on {schema}."pool_people" (target_id, source_id);
create index "pool_teams_target_idx" on {schema}."pool_teams" (target_id, source_id);
create index "pool_roles_target_idx" on {schema}."pool_roles" (target_id, source_id);
create index "pool_managers_target_idx" on {schema}."pool_managers" (target_id, source_id);
create index "pool_claim_updated_idx" on {schema}."pool_claim" (updated_at, id) where deleted_at is null;
create index "pool_claim_deleted_idx" on {schema}."pool_claim" (deleted_at, id) where deleted_at is not null;
create index "pool_claim_owner_id_updated_at_idx" on {schema}."pool_claim" ("owner_id", "updated_at", id) where deleted_at is null;
create index "pool_claim_owner_id_pool_id_kind_at_idx" on {schema}."pool_claim" ("owner_id", "pool_id", "kind", "at", id) where deleted_at is null;
create index "pool_claim_record_at_idx" on {schema}."pool_claim" ("record", "at", id) where deleted_at is null;
create index "holding_cap_updated_idx" on {schema}."holding_cap" (updated_at, id) where deleted_at is null;
create index "holding_cap_deleted_idx" on {schema}."holding_cap" (deleted_at, id) where deleted_at is not null;
create index "holding_cap_people_target_idx" on {schema}."holding_cap_people" (target_id, source_id);
create index "holding_cap_teams_target_idx" on {schema}."holding_cap_teams" (target_id, source_id);
create index "holding_cap_roles_target_idx" on {schema}."holding_cap_roles" (target_id, source_id);
alter table {schema}."pool_people" add constraint "pool_people_source_id_fk" foreign key (source_id) references {schema}."pool" (id) on delete cascade;
alter table {schema}."pool_people" add constraint "pool_people_target_id_fk" foreign key (target_id) references {schema}."user" (id) on delete cascade;
alter table {schema}."pool_teams" add constraint "pool_teams_source_id_fk" foreign key (source_id) references {schema}."pool" (id) on delete cascade;
alter table {schema}."pool_teams" add constraint "pool_teams_target_id_fk" foreign key (target_id) references {schema}."team" (id) on delete cascade;
alter table {schema}."pool_roles" add constraint "pool_roles_source_id_fk" foreign key (source_id) references {schema}."pool" (id) on delete cascade;
alter table {schema}."pool_roles" add constraint "pool_roles_target_id_fk" foreign key (target_id) references {schema}."role" (id) on delete cascade;
alter table {schema}."pool_managers" add constraint "pool_managers_source_id_fk" foreign key (source_id) references {schema}."pool" (id) on delete cascade;
alter table {schema}."pool_managers" add constraint "pool_managers_target_id_fk" foreign key (target_id) references {schema}."user" (id) on delete cascade;
alter table {schema}."pool_claim" add constraint "pool_claim_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."holding_cap_people" add constraint "holding_cap_people_source_id_fk" foreign key (source_id) references {schema}."holding_cap" (id) on delete cascade;
alter table {schema}."holding_cap_people" add constraint "holding_cap_people_target_id_fk" foreign key (target_id) references {schema}."user" (id) on delete cascade;
alter table {schema}."holding_cap_teams" add constraint "holding_cap_teams_source_id_fk" foreign key (source_id) references {schema}."holding_cap" (id) on delete cascade;
alter table {schema}."holding_cap_teams" add constraint "holding_cap_teams_target_id_fk" foreign key (target_id) references {schema}."team" (id) on delete cascade;
alter table {schema}."holding_cap_roles" add constraint "holding_cap_roles_source_id_fk" foreign key (source_id) references {schema}."holding_cap" (id) on delete cascade;
alter table {schema}."holding_cap_roles" add constraint "holding_cap_roles_target_id_fk" foreign key (target_id) references {schema}."role" (id) on delete cascade;
alter table {schema}."account" add column "pool_id" uuid;
alter table {schema}."account" add column "held_since" timestamptz(3);
alter table {schema}."account" add column "held_reason" text;
alter table {schema}."account" add column "held_note" text;
alter table {schema}."account" add column "previous_owner_id" uuid;
alter table {schema}."account" add column "return_count" bigint;
alter table {schema}."account" add column "protected_until" date;
alter table {schema}."account" add column "locked" boolean;
alter table {schema}."account" add constraint "account_pool_id_fk" foreign key ("pool_id") references {schema}."pool" (id);
create index "account_pool_id_updated_at_idx" on {schema}."account" ("pool_id", "updated_at", id) where deleted_at is null;
alter table {schema}."lead" add column "pool_id" uuid;
alter table {schema}."lead" add column "held_since" timestamptz(3);
alter table {schema}."lead" add column "held_reason" text;
alter table {schema}."lead" add column "held_note" text;
alter table {schema}."lead" add column "previous_owner_id" uuid;
alter table {schema}."lead" add column "return_count" bigint;
alter table {schema}."lead" add column "protected_until" date;
alter table {schema}."lead" add column "locked" boolean;
alter table {schema}."lead" add constraint "lead_pool_id_fk" foreign key ("pool_id") references {schema}."pool" (id);
create index "lead_pool_id_updated_at_idx" on {schema}."lead" ("pool_id", "updated_at", id) where deleted_at is null;
