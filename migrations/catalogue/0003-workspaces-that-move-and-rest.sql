-- A workspace may rest, leave, or lie in another cluster; a session remembers which one it is in; a newer program shuts the older out.
alter table {schema}.workspace drop constraint workspace_status_check;
alter table {schema}.workspace add constraint workspace_status_check
  check (status in ('creating', 'live', 'suspended', 'deleted'));
alter table {schema}.workspace add column purge_at timestamptz(3);
alter table {schema}.workspace add column cluster text;
alter table {schema}.workspace add column moving_to text;
alter table {schema}.workspace add column moved_from text;
create table {schema}.cluster (
  id text not null,
  url text not null,
  created_at timestamptz(3) not null,
  constraint cluster_pk primary key (id)
);
alter table {schema}.session add column "workspaceId" uuid;
alter table {schema}.membership add column chosen_at timestamptz(3);
create table {schema}.program (
  name text not null,
  level integer not null,
  version text not null,
  at timestamptz(3) not null,
  constraint program_pk primary key (name)
);
