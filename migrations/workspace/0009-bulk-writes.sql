create index "event_cause_idx" on {schema}."event" (cause_id, id) where cause_id is not null;
