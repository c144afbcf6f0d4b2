create table {schema}."recycling_rule" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "object" text,
  "pool_id" uuid,
  "active" boolean,
  "starts_on" date,
  "where" jsonb,
  "match" text,
  "conditions" jsonb,
  "follow_up" jsonb,
  "exempt" jsonb,
  "deleted_at" timestamptz(3),
  constraint "recycling_rule_pk" primary key (id)
);
create table {schema}."recycling_rule_exempt_tags" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "recycling_rule_exempt_tags_pk" primary key (source_id, target_id)
);
create table {schema}."recycling" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "day" date not null,
  "rule_id" uuid not null,
  "object" text not null,
  "pool_id" uuid not null,
  "count" bigint,
  "status" text not null,
  "last_at" timestamptz(3),
  "undone_by_id" uuid,
  "kept" bigint,
  "deleted_at" timestamptz(3),
  constraint "recycling_pk" primary key (id)
);
create table {schema}."extension_request" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "record_name" text,
  "object" text not null,
  "record" text not null,
  "until" date not null,
  "reason" text,
  "status" text not null,
  "decider_id" uuid,
  "decided_by_id" uuid,
  "decided_at" timestamptz(3),
  "answer" text,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  constraint "extension_request_pk" primary key (id)
);
create index "recycling_rule_updated_idx" on {schema}."recycling_rule" (updated_at, id) where deleted_at is null;
create index "recycling_rule_deleted_idx" on {schema}."recycling_rule" (deleted_at, id) where deleted_at is not null;
create unique index "recycling_rule_name_key" on {schema}."recycling_rule" ("name") where deleted_at is null;
create index "recycling_rule_pool_id_updated_at_idx" on {schema}."recycling_rule" ("pool_id", "updated_at", id) where deleted_at is null;
create index "recycling_rule_exempt_tags_target_idx" on {schema}."recycling_rule_exempt_tags" (target_id, source_id);
create index "recycling_updated_idx" on {schema}."recycling" (updated_at, id) where deleted_at is null;
create index "recycling_deleted_idx" on {schema}."recycling" (deleted_at, id) where deleted_at is not null;
create index "recycling_rule_id_day_idx" on {schema}."recycling" ("rule_id", "day", id) where deleted_at is null;
create index "recycling_day_rule_id_idx" on {schema}."recycling" ("day", "rule_id", id) where deleted_at is null;
create index "extension_request_updated_idx" on {schema}."extension_request" (updated_at, id) where deleted_at is null;
create index "extension_request_deleted_idx" on {schema}."extension_request" (deleted_at, id) where deleted_at is not null;
create index "extension_request_owner_id_updated_at_idx" on {schema}."extension_request" ("owner_id", "updated_at", id) where deleted_at is null;
create index "extension_request_created_at_idx" on {schema}."extension_request" ("created_at", id) where deleted_at is null;
create index "extension_request_record_status_idx" on {schema}."extension_request" ("record", "status", id) where deleted_at is null;
create index "extension_request_decider_id_created_at_idx" on {schema}."extension_request" ("decider_id", "created_at", id) where deleted_at is null;
alter table {schema}."recycling_rule" add constraint "recycling_rule_pool_id_fk" foreign key ("pool_id") references {schema}."pool" (id);
alter table {schema}."recycling_rule_exempt_tags" add constraint "recycling_rule_exempt_tags_source_id_fk" foreign key (source_id) references {schema}."recycling_rule" (id) on delete cascade;
alter table {schema}."recycling_rule_exempt_tags" add constraint "recycling_rule_exempt_tags_target_id_fk" foreign key (target_id) references {schema}."tag" (id) on delete cascade;
alter table {schema}."extension_request" add constraint "extension_request_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
