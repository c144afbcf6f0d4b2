create table {schema}."flow_address" (
  "id" uuid not null,
  "token_hash" text not null,
  "secret" text,
  "made_at" timestamptz(3) not null,
  "made_by" uuid not null,
  constraint "flow_address_pk" primary key (id)
);
create table {schema}."flow_call" (
  "id" uuid not null,
  "flow_id" uuid not null,
  "at" timestamptz(3) not null,
  "status" text not null,
  "body" jsonb,
  "reason" jsonb,
  "run_id" uuid,
  constraint "flow_call_pk" primary key (id),
  constraint "flow_call_status_check" check (status in ('begun', 'kept', 'unmatched', 'refused'))
);
create unique index "flow_address_token_key" on {schema}."flow_address" (token_hash);
create index "flow_call_log_idx" on {schema}."flow_call" (flow_id, at, id);
create index "flow_call_at_idx" on {schema}."flow_call" (at);
