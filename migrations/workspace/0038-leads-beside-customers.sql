alter table {schema}."duplicate" add column "proposal" text;
