create table {schema}."contact_role" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "opportunity_id" uuid,
  "contact_id" uuid,
  "role" text,
  "influence" text,
  "attitude" text,
  "note" text,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "contact_role_pk" primary key (id)
);
create index "contact_role_updated_idx" on {schema}."contact_role" (updated_at, id) where deleted_at is null;
create index "contact_role_deleted_idx" on {schema}."contact_role" (deleted_at, id) where deleted_at is not null;
create index "contact_role_opportunity_id_idx" on {schema}."contact_role" ("opportunity_id", id) where deleted_at is null;
create index "contact_role_opportunity_id_updated_at_idx" on {schema}."contact_role" ("opportunity_id", "updated_at", id) where deleted_at is null;
create index "contact_role_contact_id_idx" on {schema}."contact_role" ("contact_id", id) where deleted_at is null;
create index "contact_role_contact_id_updated_at_idx" on {schema}."contact_role" ("contact_id", "updated_at", id) where deleted_at is null;
create index "contact_role_source_id_idx" on {schema}."contact_role" ("source_id") where "source_id" is not null;
create index "contact_role_import_id_idx" on {schema}."contact_role" ("import_id") where "import_id" is not null;
create index "contact_role_search_idx" on {schema}."contact_role" using gin (search) where deleted_at is null;
create index "contact_role_title_key_idx" on {schema}."contact_role" (title_key, id) where deleted_at is null;
create index "contact_role_opportunity_id_contact_id_idx" on {schema}."contact_role" ("opportunity_id", "contact_id", id) where deleted_at is null;
alter table {schema}."contact_role" add constraint "contact_role_opportunity_id_fk" foreign key ("opportunity_id") references {schema}."opportunity" (id);
alter table {schema}."contact_role" add constraint "contact_role_contact_id_fk" foreign key ("contact_id") references {schema}."contact" (id);
