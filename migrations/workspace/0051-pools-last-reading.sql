alter table {schema}."pool" add column "opens_per_day" bigint;
alter table {schema}."pool" add column "new_protect_days" bigint;
alter table {schema}."recycling_rule" add column "mail_counts" boolean;
alter table {schema}."form_submission" add column "typed" jsonb;
