create table {schema}."comment" (
  "id" uuid not null,
  "object" text not null,
  "record_id" uuid not null,
  "author_id" uuid not null,
  "body" text not null,
  "reply_to_id" uuid,
  "at" timestamptz(3) not null,
  "edited_at" timestamptz(3),
  "before" jsonb not null,
  "deleted_at" timestamptz(3),
  constraint "comment_pk" primary key (id)
);
create table {schema}."follow" (
  "user_id" uuid not null,
  "object" text not null,
  "record_id" uuid not null,
  "state" text not null,
  "at" timestamptz(3) not null,
  constraint "follow_pk" primary key (user_id, record_id, object),
  constraint "follow_state_check" check (state in ('follow', 'mute'))
);
create table {schema}."notification" (
  "id" uuid not null,
  "user_id" uuid not null,
  "kind" text not null,
  "object" text not null,
  "record_id" uuid not null,
  "source_object" text,
  "source_id" uuid,
  "actor_id" uuid,
  "group_key" text not null,
  "once_key" text not null,
  "at" timestamptz(3) not null,
  "read_at" timestamptz(3),
  constraint "notification_pk" primary key (id)
);
create index "comment_record_idx" on {schema}."comment" (object, record_id, at, id);
create index "follow_record_idx" on {schema}."follow" (record_id, object);
create unique index "notification_once_key" on {schema}."notification" (user_id, once_key);
create index "notification_user_idx" on {schema}."notification" (user_id, at, id);
create index "notification_group_idx" on {schema}."notification" (user_id, group_key, at, id);
create index "notification_unread_idx" on {schema}."notification" (user_id, group_key) where read_at is null;
create index "notification_at_idx" on {schema}."notification" (at);
create index "notification_record_idx" on {schema}."notification" (record_id);
create index "activity_due_at_idx" on {schema}."activity" ("due_at", id) where deleted_at is null;
