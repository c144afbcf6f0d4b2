create table {schema}."lead_criteria" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "lead_criteria_pk" primary key (source_id, target_id)
);
create table {schema}."qualification_criterion" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "required" boolean,
  "active" boolean,
  "order" bigint,
  "hint" text,
  "deleted_at" timestamptz(3),
  constraint "qualification_criterion_pk" primary key (id)
);
create index "lead_criteria_target_idx" on {schema}."lead_criteria" (target_id, source_id);
create index "qualification_criterion_updated_idx" on {schema}."qualification_criterion" (updated_at, id) where deleted_at is null;
create index "qualification_criterion_deleted_idx" on {schema}."qualification_criterion" (deleted_at, id) where deleted_at is not null;
create unique index "qualification_criterion_name_key" on {schema}."qualification_criterion" ("name") where deleted_at is null;
alter table {schema}."lead_criteria" add constraint "lead_criteria_source_id_fk" foreign key (source_id) references {schema}."lead" (id) on delete cascade;
alter table {schema}."lead_criteria" add constraint "lead_criteria_target_id_fk" foreign key (target_id) references {schema}."qualification_criterion" (id) on delete cascade;
alter table {schema}."lead" add column "parked_until" date;
alter table {schema}."lead" add column "parked_reason" text;
create index "lead_parked_until_idx" on {schema}."lead" ("parked_until", id) where deleted_at is null;
