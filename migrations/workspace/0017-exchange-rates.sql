create table {schema}."exchange_rate" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "currency" text,
  "to" text,
  "valid_from" date,
  "rate" numeric(20,6),
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "exchange_rate_pk" primary key (id)
);
create index "exchange_rate_updated_idx" on {schema}."exchange_rate" (updated_at, id) where deleted_at is null;
create index "exchange_rate_deleted_idx" on {schema}."exchange_rate" (deleted_at, id) where deleted_at is not null;
create index "exchange_rate_source_id_idx" on {schema}."exchange_rate" ("source_id") where "source_id" is not null;
create index "exchange_rate_import_id_idx" on {schema}."exchange_rate" ("import_id") where "import_id" is not null;
create index "exchange_rate_search_idx" on {schema}."exchange_rate" using gin (search) where deleted_at is null;
create index "exchange_rate_title_key_idx" on {schema}."exchange_rate" (title_key, id) where deleted_at is null;
create index "exchange_rate_currency_to_valid_from_idx" on {schema}."exchange_rate" ("currency", "to", "valid_from", id) where deleted_at is null;
