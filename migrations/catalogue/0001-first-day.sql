-- The catalogue: which workspaces there are, and who may come in. Another database in all but place.
create table {schema}.workspace (
  id uuid not null,
  name text not null,
  schema text not null,
  language text not null,
  status text not null,
  created_at timestamptz(3) not null,
  constraint workspace_pk primary key (id),
  constraint workspace_schema_key unique (schema),
  constraint workspace_status_check check (status in ('creating', 'live', 'suspended'))
);
create table {schema}.login (
  "id" text not null,
  "name" text not null,
  "email" text not null,
  "emailVerified" boolean not null,
  "image" text,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null,
  constraint login_pk primary key ("id"),
  constraint login_email_key unique ("email")
);
create table {schema}.session (
  "id" text not null,
  "expiresAt" timestamptz not null,
  "token" text not null,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null,
  constraint session_pk primary key ("id"),
  constraint session_token_key unique ("token"),
  constraint session_user_fk foreign key ("userId") references {schema}.login ("id") on delete cascade
);
create index session_user_idx on {schema}.session ("userId");
create table {schema}.account (
  "id" text not null,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null,
  constraint account_pk primary key ("id"),
  constraint account_user_fk foreign key ("userId") references {schema}.login ("id") on delete cascade
);
create index account_user_idx on {schema}.account ("userId");
create table {schema}.verification (
  "id" text not null,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null,
  constraint verification_pk primary key ("id")
);
create index verification_identifier_idx on {schema}.verification ("identifier");
create table {schema}."rateLimit" (
  "id" text not null,
  "key" text not null,
  "count" integer not null,
  "lastRequest" bigint not null,
  constraint rate_limit_pk primary key ("id"),
  constraint rate_limit_key_key unique ("key")
);
create table {schema}.membership (
  login_id text not null,
  workspace_id uuid not null,
  user_id uuid not null,
  constraint membership_pk primary key (login_id, workspace_id),
  constraint membership_user_key unique (workspace_id, user_id),
  constraint membership_login_fk foreign key (login_id) references {schema}.login ("id") on delete cascade,
  constraint membership_workspace_fk foreign key (workspace_id) references {schema}.workspace (id)
);
create table {schema}.api_key (
  id uuid not null,
  workspace_id uuid not null,
  user_id uuid not null,
  name text not null,
  hash text not null,
  created_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  constraint api_key_pk primary key (id),
  constraint api_key_hash_key unique (hash),
  constraint api_key_workspace_fk foreign key (workspace_id) references {schema}.workspace (id)
);
create index api_key_user_idx on {schema}.api_key (workspace_id, user_id);
create table {schema}.setup_link (
  hash text not null,
  created_at timestamptz(3) not null,
  used_at timestamptz(3),
  constraint setup_link_pk primary key (hash)
);
