create table {schema}."deal_registration" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "number" text,
  "customer" text,
  "account_id" uuid,
  "product_id" uuid,
  "uscc" text,
  "from" date,
  "days" bigint,
  "until" date,
  "status" text,
  "note" text,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  "match_keys" integer[],
  constraint "deal_registration_pk" primary key (id)
);
create table {schema}."ownership_dispute" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "number" text,
  "customer" text,
  "account_id" uuid,
  "product_id" uuid,
  "first_id" uuid,
  "second_id" uuid,
  "first_owner_id" uuid,
  "second_owner_id" uuid,
  "opened_at" timestamptz(3),
  "status" text,
  "verdict" text,
  "first_share" numeric(20,6),
  "second_share" numeric(20,6),
  "reason" text,
  "judge_id" uuid,
  "ruled_at" timestamptz(3),
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "ownership_dispute_pk" primary key (id)
);
create index "deal_registration_updated_idx" on {schema}."deal_registration" (updated_at, id) where deleted_at is null;
create index "deal_registration_deleted_idx" on {schema}."deal_registration" (deleted_at, id) where deleted_at is not null;
create unique index "deal_registration_number_key" on {schema}."deal_registration" ("number") where deleted_at is null;
create index "deal_registration_account_id_updated_at_idx" on {schema}."deal_registration" ("account_id", "updated_at", id) where deleted_at is null;
create index "deal_registration_product_id_updated_at_idx" on {schema}."deal_registration" ("product_id", "updated_at", id) where deleted_at is null;
create index "deal_registration_until_idx" on {schema}."deal_registration" ("until", id) where deleted_at is null;
create index "deal_registration_status_idx" on {schema}."deal_registration" ("status", id) where deleted_at is null;
create index "deal_registration_owner_id_updated_at_idx" on {schema}."deal_registration" ("owner_id", "updated_at", id) where deleted_at is null;
create index "deal_registration_search_idx" on {schema}."deal_registration" using gin (search) where deleted_at is null;
create index "deal_registration_title_key_idx" on {schema}."deal_registration" (title_key, id) where deleted_at is null;
create index "deal_registration_match_keys_idx" on {schema}."deal_registration" using gin (match_keys) with (gin_pending_list_limit = 256) where deleted_at is null;
create index "deal_registration_created_at_idx" on {schema}."deal_registration" ("created_at", id) where deleted_at is null;
create index "deal_registration_status_until_idx" on {schema}."deal_registration" ("status", "until", id) where deleted_at is null;
create index "ownership_dispute_updated_idx" on {schema}."ownership_dispute" (updated_at, id) where deleted_at is null;
create index "ownership_dispute_deleted_idx" on {schema}."ownership_dispute" (deleted_at, id) where deleted_at is not null;
create unique index "ownership_dispute_number_key" on {schema}."ownership_dispute" ("number") where deleted_at is null;
create index "ownership_dispute_status_idx" on {schema}."ownership_dispute" ("status", id) where deleted_at is null;
create index "ownership_dispute_search_idx" on {schema}."ownership_dispute" using gin (search) where deleted_at is null;
create index "ownership_dispute_title_key_idx" on {schema}."ownership_dispute" (title_key, id) where deleted_at is null;
create index "ownership_dispute_opened_at_idx" on {schema}."ownership_dispute" ("opened_at", id) where deleted_at is null;
alter table {schema}."deal_registration" add constraint "deal_registration_account_id_fk" foreign key ("account_id") references {schema}."account" (id);
alter table {schema}."deal_registration" add constraint "deal_registration_product_id_fk" foreign key ("product_id") references {schema}."product" (id);
alter table {schema}."deal_registration" add constraint "deal_registration_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
