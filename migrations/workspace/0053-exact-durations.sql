alter table {schema}."activity" add column "duration_seconds" bigint;
update {schema}."activity" set "duration_seconds" = "duration_minutes" * 60 where "duration_minutes" is not null;
