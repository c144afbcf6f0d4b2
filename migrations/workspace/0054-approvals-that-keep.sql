create index "approval_waiting_idx" on {schema}."approval" (object, record_id) where status = 'waiting';
-- What waits for an approval was left alone by every rule; now each rule says so.
update {schema}."recycling_rule" set "exempt" = coalesce(nullif("exempt", 'null'::jsonb), '[]'::jsonb) || '["approval"]'::jsonb;
