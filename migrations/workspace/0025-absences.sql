create table {schema}."absence" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "reason" text,
  "person_id" uuid,
  "from" date,
  "until" date,
  "deleted_at" timestamptz(3),
  constraint "absence_pk" primary key (id)
);
create table {schema}."absence_covers" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "absence_covers_pk" primary key (source_id, target_id)
);
create index "absence_updated_idx" on {schema}."absence" (updated_at, id) where deleted_at is null;
create index "absence_deleted_idx" on {schema}."absence" (deleted_at, id) where deleted_at is not null;
create index "absence_person_id_updated_at_idx" on {schema}."absence" ("person_id", "updated_at", id) where deleted_at is null;
create index "absence_covers_target_idx" on {schema}."absence_covers" (target_id, source_id);
alter table {schema}."absence" add constraint "absence_person_id_fk" foreign key ("person_id") references {schema}."user" (id);
alter table {schema}."absence_covers" add constraint "absence_covers_source_id_fk" foreign key (source_id) references {schema}."absence" (id) on delete cascade;
alter table {schema}."absence_covers" add constraint "absence_covers_target_id_fk" foreign key (target_id) references {schema}."user" (id) on delete cascade;
