create table {schema}."sequence" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "reason" text,
  "about" text,
  "status" text not null,
  "draft" jsonb,
  "live" text,
  "live_number" bigint,
  "live_since" timestamptz(3),
  "windows" jsonb,
  "working" boolean,
  "stop_on" text[],
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "sequence_pk" primary key (id)
);
create table {schema}."sequence_version" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text not null,
  "sequence_id" uuid not null,
  "number" bigint not null,
  "steps" jsonb not null,
  "note" text,
  "deleted_at" timestamptz(3),
  constraint "sequence_version_pk" primary key (id)
);
create table {schema}."enrolment" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text not null,
  "sequence_id" uuid not null,
  "edition_id" uuid not null,
  "status" text not null,
  "stop_reason" text,
  "problem" text,
  "lead_id" uuid,
  "contact_id" uuid,
  "account_id" uuid,
  "address" text,
  "position" bigint,
  "next_at" timestamptz(3),
  "ended_at" timestamptz(3),
  "once" text,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  constraint "enrolment_pk" primary key (id)
);
create table {schema}."sequence_promise" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text not null,
  "enrolment_id" uuid not null,
  "sequence_id" uuid not null,
  "status" text not null,
  "kind" text not null,
  "step" text not null,
  "position" bigint not null,
  "lead_id" uuid,
  "contact_id" uuid,
  "account_id" uuid,
  "address" text,
  "domain" text,
  "promised_for" timestamptz(3) not null,
  "due_at" timestamptz(3),
  "at" timestamptz(3),
  "counted" boolean,
  "replied" boolean,
  "waits" text,
  "problem" text,
  "made_object" text,
  "made" text,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  constraint "sequence_promise_pk" primary key (id)
);
create table {schema}."sequence_policy" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text not null,
  "per_person" bigint,
  "per_domain" bigint,
  "per_recipient" bigint,
  "recipient_days" bigint,
  "deleted_at" timestamptz(3),
  constraint "sequence_policy_pk" primary key (id)
);
create index "sequence_updated_idx" on {schema}."sequence" (updated_at, id) where deleted_at is null;
create index "sequence_deleted_idx" on {schema}."sequence" (deleted_at, id) where deleted_at is not null;
create unique index "sequence_name_key" on {schema}."sequence" ("name") where deleted_at is null;
create index "sequence_owner_id_updated_at_idx" on {schema}."sequence" ("owner_id", "updated_at", id) where deleted_at is null;
create index "sequence_search_idx" on {schema}."sequence" using gin (search) where deleted_at is null;
create index "sequence_title_key_idx" on {schema}."sequence" (title_key, id) where deleted_at is null;
create index "sequence_version_updated_idx" on {schema}."sequence_version" (updated_at, id) where deleted_at is null;
create index "sequence_version_deleted_idx" on {schema}."sequence_version" (deleted_at, id) where deleted_at is not null;
create index "sequence_version_sequence_id_number_idx" on {schema}."sequence_version" ("sequence_id", "number", id) where deleted_at is null;
create index "enrolment_updated_idx" on {schema}."enrolment" (updated_at, id) where deleted_at is null;
create index "enrolment_deleted_idx" on {schema}."enrolment" (deleted_at, id) where deleted_at is not null;
create index "enrolment_address_idx" on {schema}."enrolment" ("address", id) where deleted_at is null;
create unique index "enrolment_once_key" on {schema}."enrolment" ("once") where deleted_at is null;
create index "enrolment_owner_id_updated_at_idx" on {schema}."enrolment" ("owner_id", "updated_at", id) where deleted_at is null;
create index "enrolment_sequence_id_status_created_at_idx" on {schema}."enrolment" ("sequence_id", "status", "created_at", id) where deleted_at is null;
create index "enrolment_lead_id_idx" on {schema}."enrolment" ("lead_id", id) where deleted_at is null;
create index "enrolment_contact_id_idx" on {schema}."enrolment" ("contact_id", id) where deleted_at is null;
create index "enrolment_account_id_idx" on {schema}."enrolment" ("account_id", id) where deleted_at is null;
create index "enrolment_owner_id_status_idx" on {schema}."enrolment" ("owner_id", "status", id) where deleted_at is null;
create index "sequence_promise_updated_idx" on {schema}."sequence_promise" (updated_at, id) where deleted_at is null;
create index "sequence_promise_deleted_idx" on {schema}."sequence_promise" (deleted_at, id) where deleted_at is not null;
create index "sequence_promise_due_at_idx" on {schema}."sequence_promise" ("due_at", id) where deleted_at is null;
create index "sequence_promise_made_idx" on {schema}."sequence_promise" ("made", id) where deleted_at is null;
create index "sequence_promise_owner_id_updated_at_idx" on {schema}."sequence_promise" ("owner_id", "updated_at", id) where deleted_at is null;
create index "sequence_promise_enrolment_id_position_idx" on {schema}."sequence_promise" ("enrolment_id", "position", id) where deleted_at is null;
create index "sequence_promise_status_promised_for_idx" on {schema}."sequence_promise" ("status", "promised_for", id) where deleted_at is null;
create index "sequence_promise_owner_id_at_idx" on {schema}."sequence_promise" ("owner_id", "at", id) where deleted_at is null;
create index "sequence_promise_domain_at_idx" on {schema}."sequence_promise" ("domain", "at", id) where deleted_at is null;
create index "sequence_promise_address_at_idx" on {schema}."sequence_promise" ("address", "at", id) where deleted_at is null;
create index "sequence_promise_sequence_id_status__dfda775e" on {schema}."sequence_promise" ("sequence_id", "status", "promised_for", id) where deleted_at is null;
create index "sequence_promise_lead_id_idx" on {schema}."sequence_promise" ("lead_id", id) where deleted_at is null;
create index "sequence_promise_contact_id_idx" on {schema}."sequence_promise" ("contact_id", id) where deleted_at is null;
create index "sequence_policy_updated_idx" on {schema}."sequence_policy" (updated_at, id) where deleted_at is null;
create index "sequence_policy_deleted_idx" on {schema}."sequence_policy" (deleted_at, id) where deleted_at is not null;
create unique index "sequence_policy_name_key" on {schema}."sequence_policy" ("name") where deleted_at is null;
alter table {schema}."sequence" add constraint "sequence_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."enrolment" add constraint "enrolment_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."sequence_promise" add constraint "sequence_promise_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
