create index "opportunity_close_date_idx" on {schema}."opportunity" ("close_date", id) where deleted_at is null;
