create table {schema}."notice_mail" (
  "id" uuid not null,
  "user_id" uuid not null,
  "kind" text not null,
  "about_id" uuid not null,
  "once_key" text not null,
  "at" timestamptz(3) not null,
  "until" timestamptz(3) not null,
  "due_at" timestamptz(3),
  "attempts" integer not null,
  "status" text not null,
  "problem" jsonb,
  constraint "notice_mail_pk" primary key (id),
  constraint "notice_mail_status_check" check (status in ('queued', 'sending', 'sent', 'failed', 'uncertain', 'dropped'))
);
create unique index "notice_mail_key" on {schema}."notice_mail" (user_id, once_key);
create index "notice_mail_due_idx" on {schema}."notice_mail" (due_at) where due_at is not null;
alter table {schema}."approval_note" add column "via" text;
alter table {schema}."mailbox" add column "notices" boolean;
