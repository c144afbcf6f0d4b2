create index "lead_owner_id_status_created_at_idx" on {schema}."lead" ("owner_id", "status", "created_at", id) where deleted_at is null;
