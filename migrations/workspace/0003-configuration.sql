create table {schema}."configuration_version" (
  "version" integer not null,
  "document" json not null,
  "changes" json not null,
  "reason" text,
  "restores" integer,
  "at" timestamptz(3) not null,
  "by_id" uuid,
  constraint "configuration_version_pk" primary key (version)
);
create table {schema}."configuration_draft" (
  "name" text not null,
  "revision" integer not null,
  "base" integer not null,
  "document" json not null,
  "detail" jsonb,
  "at" timestamptz(3) not null,
  "by_id" uuid,
  constraint "configuration_draft_pk" primary key (name)
);
create table {schema}."freed_column" (
  "table_name" text not null,
  "column_name" text not null,
  "shape" text not null,
  "was" text not null,
  "at" timestamptz(3) not null,
  "emptied" boolean not null,
  constraint "freed_column_pk" primary key (table_name, column_name)
);
create table {schema}."rule_use" (
  "rule" text not null,
  "refused" bigint not null,
  "at" timestamptz(3) not null,
  constraint "rule_use_pk" primary key (rule)
);
