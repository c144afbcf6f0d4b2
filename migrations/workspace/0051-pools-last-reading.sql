-- Calls of half a minute: numbers with two places instead of whole ones.
alter table {schema}."activity" alter column "duration_minutes" type numeric(20,6);
alter table {schema}."pool" add column "opens_per_day" bigint;
alter table {schema}."pool" add column "new_protect_days" bigint;
alter table {schema}."recycling_rule" add column "mail_counts" boolean;
alter table {schema}."form_submission" add column "typed" jsonb;
