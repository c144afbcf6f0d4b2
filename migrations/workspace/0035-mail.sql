create table {schema}."mail_connection" (
  "id" uuid not null,
  "smtp" jsonb,
  "imap" jsonb,
  "dkim" jsonb,
  "secret" text,
  "imap_secret" text,
  "dkim_key" text,
  "problem" jsonb,
  "problem_at" timestamptz(3),
  "synced_at" timestamptz(3),
  "lease_until" timestamptz(3),
  "updated_at" timestamptz(3) not null,
  constraint "mail_connection_pk" primary key (id)
);
create table {schema}."mail_folder" (
  "connection_id" uuid not null,
  "path" text not null,
  "reads" boolean not null,
  "uid_validity" text,
  "in_mailbox" integer not null,
  "synced_at" timestamptz(3),
  constraint "mail_folder_pk" primary key (connection_id, path)
);
create table {schema}."mail_seen" (
  "connection_id" uuid not null,
  "path" text not null,
  "uid" bigint not null,
  "outcome" text not null,
  constraint "mail_seen_pk" primary key (connection_id, path, uid)
);
create table {schema}."mailbox" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "address" text,
  "display_name" text,
  "signature" text,
  "shared" boolean,
  "intake" boolean,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "mailbox_pk" primary key (id)
);
create table {schema}."mail_template" (
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
  "marketing" boolean,
  "shared" boolean,
  "owner_id" uuid,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "mail_template_pk" primary key (id)
);
create table {schema}."mail_message" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "subject" text,
  "body" text,
  "status" text not null,
  "nature" text,
  "mailbox_id" uuid,
  "from" text,
  "from_address" text,
  "to" text,
  "cc" text,
  "bcc" text,
  "account_id" uuid,
  "lead_id" uuid,
  "opportunity_id" uuid,
  "attachments" uuid[],
  "source" uuid[],
  "template_id" uuid,
  "marketing" boolean,
  "reply_to_id" uuid,
  "open_thread" boolean,
  "at" timestamptz(3),
  "due_at" timestamptz(3),
  "attempts" bigint,
  "problem" text,
  "message_id" text,
  "references" text,
  "thread" text,
  "domain" text,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "mail_message_pk" primary key (id)
);
create table {schema}."mail_message_contacts" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "mail_message_contacts_pk" primary key (source_id, target_id)
);
create table {schema}."suppression" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "address" text,
  "reason" text,
  "note" text,
  "mail_id" uuid,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "suppression_pk" primary key (id)
);
create index "mail_connection_imap_idx" on {schema}."mail_connection" (lease_until) where imap is not null;
create index "mailbox_updated_idx" on {schema}."mailbox" (updated_at, id) where deleted_at is null;
create index "mailbox_deleted_idx" on {schema}."mailbox" (deleted_at, id) where deleted_at is not null;
create unique index "mailbox_address_key" on {schema}."mailbox" ("address") where deleted_at is null;
create index "mailbox_shared_idx" on {schema}."mailbox" ("shared", id) where deleted_at is null;
create index "mailbox_owner_id_updated_at_idx" on {schema}."mailbox" ("owner_id", "updated_at", id) where deleted_at is null;
create index "mailbox_search_idx" on {schema}."mailbox" using gin (search) where deleted_at is null;
create index "mailbox_title_key_idx" on {schema}."mailbox" (title_key, id) where deleted_at is null;
create index "mail_template_updated_idx" on {schema}."mail_template" (updated_at, id) where deleted_at is null;
create index "mail_template_deleted_idx" on {schema}."mail_template" (deleted_at, id) where deleted_at is not null;
create index "mail_template_shared_idx" on {schema}."mail_template" ("shared", id) where deleted_at is null;
create index "mail_template_owner_id_updated_at_idx" on {schema}."mail_template" ("owner_id", "updated_at", id) where deleted_at is null;
create index "mail_template_source_id_idx" on {schema}."mail_template" ("source_id") where "source_id" is not null;
create index "mail_template_import_id_idx" on {schema}."mail_template" ("import_id") where "import_id" is not null;
create index "mail_template_search_idx" on {schema}."mail_template" using gin (search) where deleted_at is null;
create index "mail_template_title_key_idx" on {schema}."mail_template" (title_key, id) where deleted_at is null;
create index "mail_message_updated_idx" on {schema}."mail_message" (updated_at, id) where deleted_at is null;
create index "mail_message_deleted_idx" on {schema}."mail_message" (deleted_at, id) where deleted_at is not null;
create index "mail_message_mailbox_id_idx" on {schema}."mail_message" ("mailbox_id", id) where deleted_at is null;
create index "mail_message_mailbox_id_at_idx" on {schema}."mail_message" ("mailbox_id", "at", id) where deleted_at is null;
create index "mail_message_from_address_idx" on {schema}."mail_message" ("from_address", id) where deleted_at is null;
create index "mail_message_account_id_at_idx" on {schema}."mail_message" ("account_id", "at", id) where deleted_at is null;
create index "mail_message_lead_id_at_idx" on {schema}."mail_message" ("lead_id", "at", id) where deleted_at is null;
create index "mail_message_opportunity_id_at_idx" on {schema}."mail_message" ("opportunity_id", "at", id) where deleted_at is null;
create index "mail_message_template_id_at_idx" on {schema}."mail_message" ("template_id", "at", id) where deleted_at is null;
create index "mail_message_reply_to_id_at_idx" on {schema}."mail_message" ("reply_to_id", "at", id) where deleted_at is null;
create unique index "mail_message_message_id_key" on {schema}."mail_message" ("message_id") where deleted_at is null;
create index "mail_message_thread_idx" on {schema}."mail_message" ("thread", id) where deleted_at is null;
create index "mail_message_owner_id_updated_at_idx" on {schema}."mail_message" ("owner_id", "updated_at", id) where deleted_at is null;
create index "mail_message_search_idx" on {schema}."mail_message" using gin (search) where deleted_at is null;
create index "mail_message_title_key_idx" on {schema}."mail_message" (title_key, id) where deleted_at is null;
create index "mail_message_at_idx" on {schema}."mail_message" ("at", id) where deleted_at is null;
create index "mail_message_status_due_at_idx" on {schema}."mail_message" ("status", "due_at", id) where deleted_at is null;
create index "mail_message_owner_id_at_idx" on {schema}."mail_message" ("owner_id", "at", id) where deleted_at is null;
create index "mail_message_contacts_target_idx" on {schema}."mail_message_contacts" (target_id, source_id);
create index "suppression_updated_idx" on {schema}."suppression" (updated_at, id) where deleted_at is null;
create index "suppression_deleted_idx" on {schema}."suppression" (deleted_at, id) where deleted_at is not null;
create unique index "suppression_address_key" on {schema}."suppression" ("address") where deleted_at is null;
create index "suppression_mail_id_updated_at_idx" on {schema}."suppression" ("mail_id", "updated_at", id) where deleted_at is null;
create index "suppression_source_id_idx" on {schema}."suppression" ("source_id") where "source_id" is not null;
create index "suppression_import_id_idx" on {schema}."suppression" ("import_id") where "import_id" is not null;
create index "suppression_search_idx" on {schema}."suppression" using gin (search) where deleted_at is null;
create index "suppression_title_key_idx" on {schema}."suppression" (title_key, id) where deleted_at is null;
alter table {schema}."mailbox" add constraint "mailbox_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."mail_template" add constraint "mail_template_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."mail_message" add constraint "mail_message_mailbox_id_fk" foreign key ("mailbox_id") references {schema}."mailbox" (id);
alter table {schema}."mail_message" add constraint "mail_message_account_id_fk" foreign key ("account_id") references {schema}."account" (id);
alter table {schema}."mail_message" add constraint "mail_message_lead_id_fk" foreign key ("lead_id") references {schema}."lead" (id);
alter table {schema}."mail_message" add constraint "mail_message_opportunity_id_fk" foreign key ("opportunity_id") references {schema}."opportunity" (id);
alter table {schema}."mail_message" add constraint "mail_message_template_id_fk" foreign key ("template_id") references {schema}."mail_template" (id);
alter table {schema}."mail_message" add constraint "mail_message_reply_to_id_fk" foreign key ("reply_to_id") references {schema}."mail_message" (id);
alter table {schema}."mail_message" add constraint "mail_message_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."mail_message_contacts" add constraint "mail_message_contacts_source_id_fk" foreign key (source_id) references {schema}."mail_message" (id) on delete cascade;
alter table {schema}."mail_message_contacts" add constraint "mail_message_contacts_target_id_fk" foreign key (target_id) references {schema}."contact" (id) on delete cascade;
alter table {schema}."suppression" add constraint "suppression_mail_id_fk" foreign key ("mail_id") references {schema}."mail_message" (id);
