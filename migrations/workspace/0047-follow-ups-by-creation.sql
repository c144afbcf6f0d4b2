create index "activity_created_at_idx" on {schema}."activity" ("created_at", id) where deleted_at is null;
