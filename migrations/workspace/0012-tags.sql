create table {schema}."tag" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "color" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "tag_pk" primary key (id)
);
create table {schema}."account_tags" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "account_tags_pk" primary key (source_id, target_id)
);
create table {schema}."contact_tags" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "contact_tags_pk" primary key (source_id, target_id)
);
create table {schema}."lead_tags" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "lead_tags_pk" primary key (source_id, target_id)
);
create table {schema}."opportunity_tags" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "opportunity_tags_pk" primary key (source_id, target_id)
);
create index "tag_updated_idx" on {schema}."tag" (updated_at, id) where deleted_at is null;
create index "tag_deleted_idx" on {schema}."tag" (deleted_at, id) where deleted_at is not null;
create unique index "tag_name_key" on {schema}."tag" ("name") where deleted_at is null;
create index "tag_search_idx" on {schema}."tag" using gin (search) where deleted_at is null;
create index "tag_title_key_idx" on {schema}."tag" (title_key, id) where deleted_at is null;
create index "account_tags_target_idx" on {schema}."account_tags" (target_id, source_id);
create index "contact_tags_target_idx" on {schema}."contact_tags" (target_id, source_id);
create index "lead_tags_target_idx" on {schema}."lead_tags" (target_id, source_id);
create index "opportunity_tags_target_idx" on {schema}."opportunity_tags" (target_id, source_id);
alter table {schema}."account_tags" add constraint "account_tags_source_id_fk" foreign key (source_id) references {schema}."account" (id) on delete cascade;
alter table {schema}."account_tags" add constraint "account_tags_target_id_fk" foreign key (target_id) references {schema}."tag" (id) on delete cascade;
alter table {schema}."contact_tags" add constraint "contact_tags_source_id_fk" foreign key (source_id) references {schema}."contact" (id) on delete cascade;
alter table {schema}."contact_tags" add constraint "contact_tags_target_id_fk" foreign key (target_id) references {schema}."tag" (id) on delete cascade;
alter table {schema}."lead_tags" add constraint "lead_tags_source_id_fk" foreign key (source_id) references {schema}."lead" (id) on delete cascade;
alter table {schema}."lead_tags" add constraint "lead_tags_target_id_fk" foreign key (target_id) references {schema}."tag" (id) on delete cascade;
alter table {schema}."opportunity_tags" add constraint "opportunity_tags_source_id_fk" foreign key (source_id) references {schema}."opportunity" (id) on delete cascade;
alter table {schema}."opportunity_tags" add constraint "opportunity_tags_target_id_fk" foreign key (target_id) references {schema}."tag" (id) on delete cascade;
