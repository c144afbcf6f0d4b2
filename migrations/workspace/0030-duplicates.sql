create table {schema}."duplicate" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "object" text,
  "count" bigint,
  "points" bigint,
  "level" text,
  "agrees" text[],
  "status" text,
  "until" date,
  "decided_by_id" uuid,
  "decided_at" timestamptz(3),
  "found_at" timestamptz(3),
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "duplicate_pk" primary key (id)
);
create table {schema}."duplicate_accounts" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "duplicate_accounts_pk" primary key (source_id, target_id)
);
create table {schema}."duplicate_contacts" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "duplicate_contacts_pk" primary key (source_id, target_id)
);
create table {schema}."duplicate_leads" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "duplicate_leads_pk" primary key (source_id, target_id)
);
create index "duplicate_updated_idx" on {schema}."duplicate" (updated_at, id) where deleted_at is null;
create index "duplicate_deleted_idx" on {schema}."duplicate" (deleted_at, id) where deleted_at is not null;
create index "duplicate_status_idx" on {schema}."duplicate" ("status", id) where deleted_at is null;
create index "duplicate_owner_id_updated_at_idx" on {schema}."duplicate" ("owner_id", "updated_at", id) where deleted_at is null;
create index "duplicate_search_idx" on {schema}."duplicate" using gin (search) where deleted_at is null;
create index "duplicate_title_key_idx" on {schema}."duplicate" (title_key, id) where deleted_at is null;
create index "duplicate_points_found_at_idx" on {schema}."duplicate" ("points", "found_at", id) where deleted_at is null;
create index "duplicate_status_points_idx" on {schema}."duplicate" ("status", "points", id) where deleted_at is null;
create index "duplicate_accounts_target_idx" on {schema}."duplicate_accounts" (target_id, source_id);
create index "duplicate_contacts_target_idx" on {schema}."duplicate_contacts" (target_id, source_id);
create index "duplicate_leads_target_idx" on {schema}."duplicate_leads" (target_id, source_id);
alter table {schema}."duplicate" add constraint "duplicate_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."duplicate_accounts" add constraint "duplicate_accounts_source_id_fk" foreign key (source_id) references {schema}."duplicate" (id) on delete cascade;
alter table {schema}."duplicate_accounts" add constraint "duplicate_accounts_target_id_fk" foreign key (target_id) references {schema}."account" (id) on delete cascade;
alter table {schema}."duplicate_contacts" add constraint "duplicate_contacts_source_id_fk" foreign key (source_id) references {schema}."duplicate" (id) on delete cascade;
alter table {schema}."duplicate_contacts" add constraint "duplicate_contacts_target_id_fk" foreign key (target_id) references {schema}."contact" (id) on delete cascade;
alter table {schema}."duplicate_leads" add constraint "duplicate_leads_source_id_fk" foreign key (source_id) references {schema}."duplicate" (id) on delete cascade;
alter table {schema}."duplicate_leads" add constraint "duplicate_leads_target_id_fk" foreign key (target_id) references {schema}."lead" (id) on delete cascade;
alter table {schema}."matching" add column "scanned_at" timestamptz(3);
alter table {schema}."matching" add column "scanned_id" uuid;
