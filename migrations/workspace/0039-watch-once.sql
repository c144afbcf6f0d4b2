create table {schema}."reading_seen" (
  "user_id" uuid not null,
  "day" date not null,
  "kind" text not null,
  "object" text not null,
  "record_id" uuid not null,
  "at" timestamptz(3) not null,
  constraint "reading_seen_pk" primary key (user_id, day, kind, object, record_id)
);
create index "reading_seen_at_idx" on {schema}."reading_seen" (at);
