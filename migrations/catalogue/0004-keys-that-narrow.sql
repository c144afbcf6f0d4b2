-- A key may do less than its person, ends by itself, and tells when it was last used. No scope: all that she may.
alter table {schema}.api_key add column scope jsonb;
alter table {schema}.api_key add column expires_at timestamptz(3);
alter table {schema}.api_key add column last_used_at timestamptz(3);
alter table {schema}.api_key add column prefix text;
