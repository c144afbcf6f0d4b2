create table {schema}."score_model" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "object" text not null,
  "score" text not null,
  "at" timestamptz(3) not null,
  "model" jsonb,
  "figures" jsonb,
  "deleted_at" timestamptz(3),
  constraint "score_model_pk" primary key (id)
);
create index "score_model_updated_idx" on {schema}."score_model" (updated_at, id) where deleted_at is null;
create index "score_model_deleted_idx" on {schema}."score_model" (deleted_at, id) where deleted_at is not null;
create index "score_model_at_idx" on {schema}."score_model" ("at", id) where deleted_at is null;
alter table {schema}."opportunity" add column "chance" bigint;
alter table {schema}."opportunity" add column "chance_grade" text;
create index "opportunity_chance_idx" on {schema}."opportunity" ("chance", id) where deleted_at is null;
