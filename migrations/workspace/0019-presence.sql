create unlogged table {schema}."presence" (
  "client" text not null,
  "user_id" uuid not null,
  "object" text not null,
  "record_id" uuid not null,
  "field" text,
  "at" timestamptz(3) not null,
  constraint "presence_pk" primary key (client, user_id, object, record_id)
);
