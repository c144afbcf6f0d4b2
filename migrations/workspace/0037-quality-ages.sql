alter table {schema}."quality_standard" add column "ages" jsonb;
