alter table {schema}."quality" add column "begun_at" timestamptz(3);
