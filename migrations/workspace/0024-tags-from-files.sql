alter table {schema}."tag" add column "source_id" text;
alter table {schema}."tag" add column "import_id" text;
create index "tag_source_id_idx" on {schema}."tag" ("source_id") where "source_id" is not null;
create index "tag_import_id_idx" on {schema}."tag" ("import_id") where "import_id" is not null;
