create table {schema}."letter" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "subject" text,
  "status" text not null,
  "body" text,
  "recipient" text,
  "company" text,
  "address_country" text,
  "address_province" text,
  "address_city" text,
  "address_district" text,
  "address_street" text,
  "address_postcode" text,
  "contact_id" uuid,
  "account_id" uuid,
  "lead_id" uuid,
  "template_id" uuid,
  "letterhead_id" uuid,
  "batch_id" uuid,
  "place" bigint,
  "problem" text,
  "waiting_since" timestamptz(3),
  "printed_at" timestamptz(3),
  "posted_at" timestamptz(3),
  "at" timestamptz(3),
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "letter_pk" primary key (id)
);
create table {schema}."letter_template" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "about" text,
  "subject" text,
  "body" text,
  "letterhead_id" uuid,
  "shared" boolean,
  "owner_id" uuid,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "letter_template_pk" primary key (id)
);
create table {schema}."letterhead" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "sender" text,
  "lines" text,
  "logo" uuid[],
  "style" text,
  "envelope" text,
  "window_left" numeric(20,6),
  "window_top" numeric(20,6),
  "window_width" numeric(20,6),
  "window_height" numeric(20,6),
  "return_line" text,
  "foot" text,
  "standard" boolean,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "letterhead_pk" primary key (id)
);
create table {schema}."letter_signature" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "title" text,
  "picture" uuid[],
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  constraint "letter_signature_pk" primary key (id)
);
create table {schema}."print_batch" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "number" text,
  "status" text not null,
  "letterhead_id" uuid,
  "count" bigint,
  "printed_at" timestamptz(3),
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "print_batch_pk" primary key (id)
);
create index "letter_updated_idx" on {schema}."letter" (updated_at, id) where deleted_at is null;
create index "letter_deleted_idx" on {schema}."letter" (deleted_at, id) where deleted_at is not null;
create index "letter_contact_id_at_idx" on {schema}."letter" ("contact_id", "at", id) where deleted_at is null;
create index "letter_account_id_at_idx" on {schema}."letter" ("account_id", "at", id) where deleted_at is null;
create index "letter_lead_id_at_idx" on {schema}."letter" ("lead_id", "at", id) where deleted_at is null;
create index "letter_template_id_at_idx" on {schema}."letter" ("template_id", "at", id) where deleted_at is null;
create index "letter_letterhead_id_at_idx" on {schema}."letter" ("letterhead_id", "at", id) where deleted_at is null;
create index "letter_owner_id_updated_at_idx" on {schema}."letter" ("owner_id", "updated_at", id) where deleted_at is null;
create index "letter_search_idx" on {schema}."letter" using gin (search) where deleted_at is null;
create index "letter_title_key_idx" on {schema}."letter" (title_key, id) where deleted_at is null;
create index "letter_at_idx" on {schema}."letter" ("at", id) where deleted_at is null;
create index "letter_status_waiting_since_idx" on {schema}."letter" ("status", "waiting_since", id) where deleted_at is null;
create index "letter_batch_id_place_idx" on {schema}."letter" ("batch_id", "place", id) where deleted_at is null;
create index "letter_owner_id_at_idx" on {schema}."letter" ("owner_id", "at", id) where deleted_at is null;
create index "letter_template_updated_idx" on {schema}."letter_template" (updated_at, id) where deleted_at is null;
create index "letter_template_deleted_idx" on {schema}."letter_template" (deleted_at, id) where deleted_at is not null;
create index "letter_template_letterhead_id_updated_at_idx" on {schema}."letter_template" ("letterhead_id", "updated_at", id) where deleted_at is null;
create index "letter_template_shared_idx" on {schema}."letter_template" ("shared", id) where deleted_at is null;
create index "letter_template_owner_id_updated_at_idx" on {schema}."letter_template" ("owner_id", "updated_at", id) where deleted_at is null;
create index "letter_template_source_id_idx" on {schema}."letter_template" ("source_id") where "source_id" is not null;
create index "letter_template_import_id_idx" on {schema}."letter_template" ("import_id") where "import_id" is not null;
create index "letter_template_search_idx" on {schema}."letter_template" using gin (search) where deleted_at is null;
create index "letter_template_title_key_idx" on {schema}."letter_template" (title_key, id) where deleted_at is null;
create index "letterhead_updated_idx" on {schema}."letterhead" (updated_at, id) where deleted_at is null;
create index "letterhead_deleted_idx" on {schema}."letterhead" (deleted_at, id) where deleted_at is not null;
create index "letterhead_search_idx" on {schema}."letterhead" using gin (search) where deleted_at is null;
create index "letterhead_title_key_idx" on {schema}."letterhead" (title_key, id) where deleted_at is null;
create index "letter_signature_updated_idx" on {schema}."letter_signature" (updated_at, id) where deleted_at is null;
create index "letter_signature_deleted_idx" on {schema}."letter_signature" (deleted_at, id) where deleted_at is not null;
create index "letter_signature_owner_id_updated_at_idx" on {schema}."letter_signature" ("owner_id", "updated_at", id) where deleted_at is null;
create index "print_batch_updated_idx" on {schema}."print_batch" (updated_at, id) where deleted_at is null;
create index "print_batch_deleted_idx" on {schema}."print_batch" (deleted_at, id) where deleted_at is not null;
create unique index "print_batch_number_key" on {schema}."print_batch" ("number") where deleted_at is null;
create index "print_batch_letterhead_id_updated_at_idx" on {schema}."print_batch" ("letterhead_id", "updated_at", id) where deleted_at is null;
create index "print_batch_owner_id_updated_at_idx" on {schema}."print_batch" ("owner_id", "updated_at", id) where deleted_at is null;
create index "print_batch_search_idx" on {schema}."print_batch" using gin (search) where deleted_at is null;
create index "print_batch_title_key_idx" on {schema}."print_batch" (title_key, id) where deleted_at is null;
create index "print_batch_created_at_idx" on {schema}."print_batch" ("created_at", id) where deleted_at is null;
create index "print_batch_status_created_at_idx" on {schema}."print_batch" ("status", "created_at", id) where deleted_at is null;
alter table {schema}."letter" add constraint "letter_contact_id_fk" foreign key ("contact_id") references {schema}."contact" (id);
alter table {schema}."letter" add constraint "letter_account_id_fk" foreign key ("account_id") references {schema}."account" (id);
alter table {schema}."letter" add constraint "letter_lead_id_fk" foreign key ("lead_id") references {schema}."lead" (id);
alter table {schema}."letter" add constraint "letter_template_id_fk" foreign key ("template_id") references {schema}."letter_template" (id);
alter table {schema}."letter" add constraint "letter_letterhead_id_fk" foreign key ("letterhead_id") references {schema}."letterhead" (id);
alter table {schema}."letter" add constraint "letter_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."letter_template" add constraint "letter_template_letterhead_id_fk" foreign key ("letterhead_id") references {schema}."letterhead" (id);
alter table {schema}."letter_template" add constraint "letter_template_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."letter_signature" add constraint "letter_signature_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."print_batch" add constraint "print_batch_letterhead_id_fk" foreign key ("letterhead_id") references {schema}."letterhead" (id);
alter table {schema}."print_batch" add constraint "print_batch_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
