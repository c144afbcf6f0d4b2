-- Which keys have sealed secrets here: without one of them the server does not start.
create table {schema}.encryption_key (
  id text not null,
  created_at timestamptz(3) not null,
  constraint encryption_key_pk primary key (id)
);
-- Second factors: codes from an app, with codes for the day it is lost.
alter table {schema}.login add column "twoFactorEnabled" boolean;
create table {schema}."twoFactor" (
  "id" text not null,
  "userId" text not null,
  "secret" text not null,
  "backupCodes" text not null,
  "verified" boolean,
  "failedVerificationCount" integer,
  "lockedUntil" timestamptz,
  constraint two_factor_pk primary key ("id"),
  constraint two_factor_user_key unique ("userId"),
  constraint two_factor_user_fk foreign key ("userId") references {schema}.login ("id") on delete cascade
);
create table {schema}.passkey (
  "id" text not null,
  "name" text,
  "publicKey" text not null,
  "userId" text not null,
  "credentialID" text not null,
  "counter" integer not null,
  "deviceType" text not null,
  "backedUp" boolean not null,
  "transports" text,
  "createdAt" timestamptz,
  "aaguid" text,
  constraint passkey_pk primary key ("id"),
  constraint passkey_credential_key unique ("credentialID"),
  constraint passkey_user_fk foreign key ("userId") references {schema}.login ("id") on delete cascade
);
create index passkey_user_idx on {schema}.passkey ("userId");
-- How a session began ('password', 'totp', 'passkey', 'sso', …), and when it was last used.
alter table {schema}.session add column "method" text;
alter table {schema}.session add column "lastSeenAt" timestamptz;
-- Single sign-on: whom a workspace trusts to say who somebody is. The client secret is sealed.
create table {schema}.identity_provider (
  id uuid not null,
  workspace_id uuid not null,
  name text not null,
  issuer text not null,
  client_id text not null,
  client_secret text,
  domains text[] not null,
  role_id uuid,
  active boolean not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint identity_provider_pk primary key (id),
  constraint identity_provider_workspace_fk foreign key (workspace_id) references {schema}.workspace (id)
);
create index identity_provider_workspace_idx on {schema}.identity_provider (workspace_id);
-- Who a person is to a provider: its issuer and her subject there, tied once.
create table {schema}.identity (
  provider_id uuid not null,
  subject text not null,
  login_id text not null,
  created_at timestamptz(3) not null,
  constraint identity_pk primary key (provider_id, subject),
  constraint identity_login_key unique (provider_id, login_id),
  constraint identity_provider_fk foreign key (provider_id) references {schema}.identity_provider (id) on delete cascade,
  constraint identity_login_fk foreign key (login_id) references {schema}.login ("id") on delete cascade
);
-- A sign-in under way at a provider; it comes back once, within minutes, to the browser that began it.
create table {schema}.sso_attempt (
  hash text not null,
  provider_id uuid not null,
  browser_hash text not null,
  nonce text not null,
  verifier text not null,
  goes_to text,
  created_at timestamptz(3) not null,
  constraint sso_attempt_pk primary key (hash),
  constraint sso_attempt_provider_fk foreign key (provider_id) references {schema}.identity_provider (id) on delete cascade
);
create index sso_attempt_created_idx on {schema}.sso_attempt (created_at);
-- A one-time link by which a person gives herself a password. Only its hash is kept.
create table {schema}.entry_link (
  hash text not null,
  workspace_id uuid not null,
  user_id uuid not null,
  kind text not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  constraint entry_link_pk primary key (hash),
  constraint entry_link_kind_check check (kind in ('invite', 'reset')),
  constraint entry_link_workspace_fk foreign key (workspace_id) references {schema}.workspace (id) on delete cascade
);
create index entry_link_user_idx on {schema}.entry_link (workspace_id, user_id);
