create table {schema}."message_connection" (
  "id" uuid not null,
  "url" text not null,
  "secret" text not null,
  "problem" jsonb,
  "problem_at" timestamptz(3),
  "updated_at" timestamptz(3) not null,
  constraint "message_connection_pk" primary key (id)
);
create table {schema}."message_gateway" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "channel" text,
  "signature" text,
  "deleted_at" timestamptz(3),
  constraint "message_gateway_pk" primary key (id)
);
create table {schema}."text_message" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "text" text,
  "channel" text,
  "to" text,
  "number" text,
  "status" text not null,
  "marketing" boolean,
  "composed" text,
  "segments" bigint,
  "contact_id" uuid,
  "lead_id" uuid,
  "account_id" uuid,
  "at" timestamptz(3),
  "due_at" timestamptz(3),
  "attempts" bigint,
  "problem" text,
  "reference" text,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "text_message_pk" primary key (id)
);
create table {schema}."message_opt_out" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "number" text,
  "channel" text,
  "reason" text,
  "note" text,
  "key" text,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "message_opt_out_pk" primary key (id)
);
create index "message_gateway_updated_idx" on {schema}."message_gateway" (updated_at, id) where deleted_at is null;
create index "message_gateway_deleted_idx" on {schema}."message_gateway" (deleted_at, id) where deleted_at is not null;
create unique index "message_gateway_channel_key" on {schema}."message_gateway" ("channel") where deleted_at is null;
create index "text_message_updated_idx" on {schema}."text_message" (updated_at, id) where deleted_at is null;
create index "text_message_deleted_idx" on {schema}."text_message" (deleted_at, id) where deleted_at is not null;
create index "text_message_number_idx" on {schema}."text_message" ("number", id) where deleted_at is null;
create index "text_message_contact_id_at_idx" on {schema}."text_message" ("contact_id", "at", id) where deleted_at is null;
create index "text_message_lead_id_at_idx" on {schema}."text_message" ("lead_id", "at", id) where deleted_at is null;
create index "text_message_account_id_at_idx" on {schema}."text_message" ("account_id", "at", id) where deleted_at is null;
create index "text_message_reference_idx" on {schema}."text_message" ("reference", id) where deleted_at is null;
create index "text_message_owner_id_updated_at_idx" on {schema}."text_message" ("owner_id", "updated_at", id) where deleted_at is null;
create index "text_message_search_idx" on {schema}."text_message" using gin (search) where deleted_at is null;
create index "text_message_title_key_idx" on {schema}."text_message" (title_key, id) where deleted_at is null;
create index "text_message_at_idx" on {schema}."text_message" ("at", id) where deleted_at is null;
create index "text_message_status_due_at_idx" on {schema}."text_message" ("status", "due_at", id) where deleted_at is null;
create index "text_message_owner_id_at_idx" on {schema}."text_message" ("owner_id", "at", id) where deleted_at is null;
create index "message_opt_out_updated_idx" on {schema}."message_opt_out" (updated_at, id) where deleted_at is null;
create index "message_opt_out_deleted_idx" on {schema}."message_opt_out" (deleted_at, id) where deleted_at is not null;
create unique index "message_opt_out_key_key" on {schema}."message_opt_out" ("key") where deleted_at is null;
create index "message_opt_out_source_id_idx" on {schema}."message_opt_out" ("source_id") where "source_id" is not null;
create index "message_opt_out_import_id_idx" on {schema}."message_opt_out" ("import_id") where "import_id" is not null;
create index "message_opt_out_search_idx" on {schema}."message_opt_out" using gin (search) where deleted_at is null;
create index "message_opt_out_title_key_idx" on {schema}."message_opt_out" (title_key, id) where deleted_at is null;
alter table {schema}."text_message" add constraint "text_message_contact_id_fk" foreign key ("contact_id") references {schema}."contact" (id);
alter table {schema}."text_message" add constraint "text_message_lead_id_fk" foreign key ("lead_id") references {schema}."lead" (id);
alter table {schema}."text_message" add constraint "text_message_account_id_fk" foreign key ("account_id") references {schema}."account" (id);
alter table {schema}."text_message" add constraint "text_message_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
