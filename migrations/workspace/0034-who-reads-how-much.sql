create table {schema}."reading" (
  "user_id" uuid not null,
  "day" date not null,
  "kind" text not null,
  "object" text not null,
  "owner_id" uuid not null,
  "records" integer not null,
  "at" timestamptz(3) not null,
  constraint "reading_pk" primary key (user_id, day, kind, object, owner_id)
);
create index "reading_at_idx" on {schema}."reading" (at);
