create table {schema}."web_form" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "key" text,
  "active" boolean,
  "heading" text,
  "intro" text,
  "inputs" jsonb,
  "button" text,
  "consent" text,
  "thanks" text,
  "thanks_page" text,
  "language" text,
  "sites" text,
  "source" text,
  "campaign_text" text,
  "assign_to_id" uuid,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "web_form_pk" primary key (id)
);
create table {schema}."form_submission" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "form_id" uuid,
  "lead_id" uuid,
  "status" text not null,
  "held_for" text,
  "answers" jsonb,
  "consent" text,
  "page" text,
  "came_from" text,
  "utm_source" text,
  "utm_medium" text,
  "utm_campaign" text,
  "utm_term" text,
  "utm_content" text,
  "stamp" text,
  "deleted_at" timestamptz(3),
  constraint "form_submission_pk" primary key (id)
);
create index "web_form_updated_idx" on {schema}."web_form" (updated_at, id) where deleted_at is null;
create index "web_form_deleted_idx" on {schema}."web_form" (deleted_at, id) where deleted_at is not null;
create unique index "web_form_key_key" on {schema}."web_form" ("key") where deleted_at is null;
create index "web_form_assign_to_id_updated_at_idx" on {schema}."web_form" ("assign_to_id", "updated_at", id) where deleted_at is null;
create index "web_form_owner_id_updated_at_idx" on {schema}."web_form" ("owner_id", "updated_at", id) where deleted_at is null;
create index "web_form_search_idx" on {schema}."web_form" using gin (search) where deleted_at is null;
create index "web_form_title_key_idx" on {schema}."web_form" (title_key, id) where deleted_at is null;
create index "form_submission_updated_idx" on {schema}."form_submission" (updated_at, id) where deleted_at is null;
create index "form_submission_deleted_idx" on {schema}."form_submission" (deleted_at, id) where deleted_at is not null;
create index "form_submission_form_id_updated_at_idx" on {schema}."form_submission" ("form_id", "updated_at", id) where deleted_at is null;
create index "form_submission_utm_source_idx" on {schema}."form_submission" ("utm_source", id) where deleted_at is null;
create index "form_submission_utm_campaign_idx" on {schema}."form_submission" ("utm_campaign", id) where deleted_at is null;
create unique index "form_submission_stamp_key" on {schema}."form_submission" ("stamp") where deleted_at is null;
create index "form_submission_created_at_idx" on {schema}."form_submission" ("created_at", id) where deleted_at is null;
create index "form_submission_form_id_created_at_idx" on {schema}."form_submission" ("form_id", "created_at", id) where deleted_at is null;
create index "form_submission_lead_id_created_at_idx" on {schema}."form_submission" ("lead_id", "created_at", id) where deleted_at is null;
create index "form_submission_status_created_at_idx" on {schema}."form_submission" ("status", "created_at", id) where deleted_at is null;
alter table {schema}."web_form" add constraint "web_form_assign_to_id_fk" foreign key ("assign_to_id") references {schema}."user" (id);
alter table {schema}."web_form" add constraint "web_form_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."form_submission" add constraint "form_submission_form_id_fk" foreign key ("form_id") references {schema}."web_form" (id);
