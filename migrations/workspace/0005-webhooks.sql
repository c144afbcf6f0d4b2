create table {schema}."webhook" (
  "id" uuid not null,
  "owner_id" uuid not null,
  "name" text not null,
  "url" text not null,
  "events" jsonb not null,
  "condition" jsonb,
  "fields" jsonb,
  "secret" text not null,
  "old_secret" text,
  "old_until" timestamptz(3),
  "active" boolean not null,
  "stopped" text,
  "failing_since" timestamptz(3),
  "created_at" timestamptz(3) not null,
  "updated_at" timestamptz(3) not null,
  constraint "webhook_pk" primary key (id)
);
create table {schema}."webhook_delivery" (
  "id" uuid not null,
  "webhook_id" uuid not null,
  "event_id" uuid,
  "message_id" text not null,
  "type" text not null,
  "record_id" uuid,
  "at" timestamptz(3) not null,
  "status" text not null,
  "attempt" integer not null,
  "due_at" timestamptz(3) not null,
  "finished_at" timestamptz(3),
  "request" text,
  "attempts" jsonb not null,
  constraint "webhook_delivery_pk" primary key (id),
  constraint "webhook_delivery_status_check" check (status in ('waiting', 'sending', 'delivered', 'failed', 'withheld'))
);
create index "webhook_owner_idx" on {schema}."webhook" (owner_id, created_at);
create unique index "webhook_delivery_event_key" on {schema}."webhook_delivery" (webhook_id, event_id);
create index "webhook_delivery_due_idx" on {schema}."webhook_delivery" (webhook_id, due_at) where finished_at is null;
create index "webhook_delivery_log_idx" on {schema}."webhook_delivery" (webhook_id, at, id);
create index "webhook_delivery_at_idx" on {schema}."webhook_delivery" (at);
create index "webhook_delivery_record_idx" on {schema}."webhook_delivery" (record_id) where record_id is not null;
