create table {schema}."matching" (
  "object" text not null,
  "made_by" text not null,
  "after_id" uuid,
  "done_at" timestamptz(3),
  constraint "matching_pk" primary key (object)
);
alter table {schema}."account" add column "match_keys" integer[];
create index "account_match_keys_idx" on {schema}."account" using gin (match_keys) with (gin_pending_list_limit = 256) where deleted_at is null;
alter table {schema}."contact" add column "match_keys" integer[];
create index "contact_match_keys_idx" on {schema}."contact" using gin (match_keys) with (gin_pending_list_limit = 256) where deleted_at is null;
alter table {schema}."lead" add column "match_keys" integer[];
create index "lead_match_keys_idx" on {schema}."lead" using gin (match_keys) with (gin_pending_list_limit = 256) where deleted_at is null;
