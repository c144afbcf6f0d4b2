create table {schema}."preference" (
  "user_id" uuid not null,
  "key" text not null,
  "value" jsonb not null,
  "updated_at" timestamptz(3) not null,
  constraint "preference_pk" primary key (user_id, key)
);
