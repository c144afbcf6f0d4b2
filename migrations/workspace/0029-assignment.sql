create table {schema}."assignment_rule" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "object" text,
  "order" bigint,
  "active" boolean,
  "where" jsonb,
  "hours" text,
  "to" text,
  "skills" jsonb,
  "way" text,
  "per_day" bigint,
  "pool_id" uuid,
  "respond_hours" numeric(20,6),
  "counts" text[],
  "missed" text,
  "missed_pool_id" uuid,
  "deleted_at" timestamptz(3),
  constraint "assignment_rule_pk" primary key (id)
);
create table {schema}."assignment_rule_people" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "assignment_rule_people_pk" primary key (source_id, target_id)
);
create table {schema}."assignment_rule_teams" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "assignment_rule_teams_pk" primary key (source_id, target_id)
);
create table {schema}."assignment" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "rule_id" uuid not null,
  "object" text not null,
  "record" text not null,
  "record_name" text,
  "person_id" uuid,
  "pool_id" uuid,
  "turn" bigint,
  "among" bigint,
  "at" timestamptz(3) not null,
  "respond_by" timestamptz(3),
  "responded_at" timestamptz(3),
  "missed" bigint,
  "deleted_at" timestamptz(3),
  constraint "assignment_pk" primary key (id)
);
create index "assignment_rule_updated_idx" on {schema}."assignment_rule" (updated_at, id) where deleted_at is null;
create index "assignment_rule_deleted_idx" on {schema}."assignment_rule" (deleted_at, id) where deleted_at is not null;
create unique index "assignment_rule_name_key" on {schema}."assignment_rule" ("name") where deleted_at is null;
create index "assignment_rule_pool_id_updated_at_idx" on {schema}."assignment_rule" ("pool_id", "updated_at", id) where deleted_at is null;
create index "assignment_rule_missed_pool_id_updated_at_idx" on {schema}."assignment_rule" ("missed_pool_id", "updated_at", id) where deleted_at is null;
create index "assignment_rule_people_target_idx" on {schema}."assignment_rule_people" (target_id, source_id);
create index "assignment_rule_teams_target_idx" on {schema}."assignment_rule_teams" (target_id, source_id);
create index "assignment_updated_idx" on {schema}."assignment" (updated_at, id) where deleted_at is null;
create index "assignment_deleted_idx" on {schema}."assignment" (deleted_at, id) where deleted_at is not null;
create index "assignment_rule_id_turn_idx" on {schema}."assignment" ("rule_id", "turn", id) where deleted_at is null;
create index "assignment_rule_id_person_id_turn_idx" on {schema}."assignment" ("rule_id", "person_id", "turn", id) where deleted_at is null;
create index "assignment_person_id_object_at_idx" on {schema}."assignment" ("person_id", "object", "at", id) where deleted_at is null;
create index "assignment_record_at_idx" on {schema}."assignment" ("record", "at", id) where deleted_at is null;
alter table {schema}."assignment_rule" add constraint "assignment_rule_pool_id_fk" foreign key ("pool_id") references {schema}."pool" (id);
alter table {schema}."assignment_rule" add constraint "assignment_rule_missed_pool_id_fk" foreign key ("missed_pool_id") references {schema}."pool" (id);
alter table {schema}."assignment_rule_people" add constraint "assignment_rule_people_source_id_fk" foreign key (source_id) references {schema}."assignment_rule" (id) on delete cascade;
alter table {schema}."assignment_rule_people" add constraint "assignment_rule_people_target_id_fk" foreign key (target_id) references {schema}."user" (id) on delete cascade;
alter table {schema}."assignment_rule_teams" add constraint "assignment_rule_teams_source_id_fk" foreign key (source_id) references {schema}."assignment_rule" (id) on delete cascade;
alter table {schema}."assignment_rule_teams" add constraint "assignment_rule_teams_target_id_fk" foreign key (target_id) references {schema}."team" (id) on delete cascade;
alter table {schema}."user" add column "skills" text[];
alter table {schema}."user" add column "daily_capacity" bigint;
alter table {schema}."user" add column "assignment_weight" bigint;
alter table {schema}."account" add column "respond_by" timestamptz(3);
alter table {schema}."account" add column "responded_at" timestamptz(3);
alter table {schema}."account" add column "responses_missed" bigint;
alter table {schema}."lead" add column "respond_by" timestamptz(3);
alter table {schema}."lead" add column "responded_at" timestamptz(3);
alter table {schema}."lead" add column "responses_missed" bigint;
alter table {schema}."web_form" add column "pool_id" uuid;
alter table {schema}."web_form" add constraint "web_form_pool_id_fk" foreign key ("pool_id") references {schema}."pool" (id);
create index "web_form_pool_id_updated_at_idx" on {schema}."web_form" ("pool_id", "updated_at", id) where deleted_at is null;
