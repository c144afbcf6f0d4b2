alter table {schema}."lead" add column "score_grade" text;
create index "lead_score_idx" on {schema}."lead" ("score", id) where deleted_at is null;
