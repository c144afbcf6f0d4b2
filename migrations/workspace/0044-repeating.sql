alter table {schema}."activity" add column "remind" text;
alter table {schema}."activity" add column "remind_at" timestamptz(3);
alter table {schema}."activity" add column "repeat" text;
alter table {schema}."activity" add column "repeat_every" bigint;
alter table {schema}."activity" add column "repeat_on" text[];
alter table {schema}."activity" add column "repeat_nth" bigint;
alter table {schema}."activity" add column "repeat_until" date;
create index "activity_remind_at_idx" on {schema}."activity" ("remind_at", id) where deleted_at is null;
