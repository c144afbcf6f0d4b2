create table {schema}."event" (
  "id" uuid not null,
  "at" timestamptz(3) not null,
  "kind" text not null,
  "object" text not null,
  "record_id" uuid not null,
  "actor_id" uuid,
  "via" text not null,
  "via_id" text,
  "changes" jsonb not null,
  "data" jsonb,
  "cause_id" uuid,
  "dispatched_at" timestamptz(3),
  constraint "event_pk" primary key (id)
);
create table {schema}."reporting_line" (
  "above_id" uuid not null,
  "below_id" uuid not null,
  "depth" integer not null,
  constraint "reporting_line_pk" primary key (above_id, below_id)
);
create table {schema}."share" (
  "id" uuid not null,
  "object" text not null,
  "record_id" uuid not null,
  "grantee_id" uuid not null,
  "level" text not null,
  "until" timestamptz(3),
  "created_at" timestamptz(3) not null,
  "created_by" uuid,
  constraint "share_pk" primary key (id),
  constraint "share_level_check" check (level in ('read', 'update'))
);
create table {schema}."counter" (
  "key" text not null,
  "value" bigint not null,
  constraint "counter_pk" primary key (key)
);
create table {schema}."idempotency" (
  "key" text not null,
  "user_id" uuid not null,
  "fingerprint" text not null,
  "status" integer,
  "answer" jsonb,
  "at" timestamptz(3) not null,
  constraint "idempotency_pk" primary key (user_id, key)
);
create table {schema}."handled" (
  "event_id" uuid not null,
  "subscriber" text not null,
  "at" timestamptz(3) not null,
  constraint "handled_pk" primary key (event_id, subscriber)
);
create table {schema}."setting" (
  "key" text not null,
  "value" jsonb not null,
  "updated_at" timestamptz(3) not null,
  "updated_by" uuid,
  constraint "setting_pk" primary key (key)
);
create table {schema}."import" (
  "id" uuid not null,
  "object" text not null,
  "file_name" text not null,
  "file_hash" text not null,
  "header_hash" text not null,
  "status" text not null,
  "analysis" jsonb not null,
  "plan" jsonb not null,
  "preview" jsonb,
  "report" jsonb,
  "undo" jsonb,
  "error" text,
  "run_id" uuid,
  "beat_at" timestamptz(3),
  "created_at" timestamptz(3) not null,
  "created_by" uuid,
  "started_at" timestamptz(3),
  "finished_at" timestamptz(3),
  "undone_at" timestamptz(3),
  constraint "import_pk" primary key (id)
);
create unlogged table {schema}."import_row" (
  "import_id" uuid not null,
  "line" integer not null,
  "id" uuid not null,
  "row_values" json not null,
  "problems" json,
  "keys" text[] not null,
  "later" json,
  "match_id" uuid,
  "locked" boolean,
  "leader" integer,
  constraint "import_row_pk" primary key (import_id, line)
);
create table {schema}."import_batch" (
  "import_id" uuid not null,
  "phase" text not null,
  "last_line" integer not null,
  "counts" jsonb not null,
  "at" timestamptz(3) not null,
  constraint "import_batch_pk" primary key (import_id, phase, last_line)
);
create table {schema}."import_refusal" (
  "import_id" uuid not null,
  "line" integer not null,
  "problems" jsonb not null,
  constraint "import_refusal_pk" primary key (import_id, line)
);
create table {schema}."user" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "email" text,
  "phone" text,
  "phone_ext" text,
  "phone_raw" text,
  "job_title" text,
  "team_id" uuid,
  "manager_id" uuid,
  "active" boolean,
  "language" text,
  "time_zone" text,
  "login_id" text,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "user_pk" primary key (id)
);
create table {schema}."user_roles" (
  "source_id" uuid not null,
  "target_id" uuid not null,
  constraint "user_roles_pk" primary key (source_id, target_id)
);
create table {schema}."team" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "parent_id" uuid,
  "leader_id" uuid,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "team_pk" primary key (id)
);
create table {schema}."role" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "key" text,
  "admin" boolean,
  "grants" jsonb,
  "description" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "role_pk" primary key (id)
);
create table {schema}."saved_view" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "object" text,
  "settings" jsonb,
  "shared" boolean,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  constraint "saved_view_pk" primary key (id)
);
create table {schema}."file" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "mime_type" text,
  "size" bigint,
  "sha256" text,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "file_pk" primary key (id)
);
create table {schema}."account" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "short_name" text,
  "type" text,
  "status" text,
  "level" text,
  "rating" text,
  "industry" text,
  "source" text,
  "employees" bigint,
  "annual_revenue" numeric(20,4),
  "annual_revenue_currency" text,
  "phone" text,
  "phone_ext" text,
  "phone_raw" text,
  "email" text,
  "website" text,
  "domain" text,
  "wechat" text,
  "address_country" text,
  "address_province" text,
  "address_city" text,
  "address_district" text,
  "address_street" text,
  "address_postcode" text,
  "parent_id" uuid,
  "uscc" text,
  "uscc_valid" boolean,
  "invoice_title" text,
  "tax_number" text,
  "bank_name" text,
  "bank_account" text,
  "last_follow_up_at" timestamptz(3),
  "next_follow_up_at" timestamptz(3),
  "description" text,
  "owner_id" uuid,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "account_pk" primary key (id)
);
create table {schema}."contact" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "account_id" uuid,
  "job_title" text,
  "department" text,
  "decision_role" text,
  "reports_to_id" uuid,
  "mobile" text,
  "mobile_ext" text,
  "mobile_raw" text,
  "phone" text,
  "phone_ext" text,
  "phone_raw" text,
  "email" text,
  "wechat" text,
  "address_country" text,
  "address_province" text,
  "address_city" text,
  "address_district" text,
  "address_street" text,
  "address_postcode" text,
  "gender" text,
  "birthday" date,
  "language" text,
  "source" text,
  "do_not_contact" boolean,
  "do_not_call" boolean,
  "do_not_email" boolean,
  "last_follow_up_at" timestamptz(3),
  "description" text,
  "owner_id" uuid,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "contact_pk" primary key (id)
);
create table {schema}."employment" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "contact_id" uuid,
  "account_id" uuid,
  "job_title" text,
  "department" text,
  "from" date,
  "until" date,
  "primary" boolean,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "employment_pk" primary key (id)
);
create table {schema}."activity" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "kind" text,
  "subject" text,
  "body" text,
  "status" text,
  "priority" text,
  "due_at" timestamptz(3),
  "start_at" timestamptz(3),
  "end_at" timestamptz(3),
  "done_at" timestamptz(3),
  "at" timestamptz(3) not null,
  "duration_minutes" bigint,
  "direction" text,
  "outcome" text,
  "location" text,
  "account_id" uuid,
  "contact_id" uuid,
  "previous_id" uuid,
  "attachments" uuid[],
  "owner_id" uuid,
  "source_id" text,
  "import_id" text,
  "lead_id" uuid,
  "opportunity_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "activity_pk" primary key (id)
);
create table {schema}."lead" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "company" text,
  "job_title" text,
  "mobile" text,
  "mobile_ext" text,
  "mobile_raw" text,
  "phone" text,
  "phone_ext" text,
  "phone_raw" text,
  "email" text,
  "wechat" text,
  "website" text,
  "address_country" text,
  "address_province" text,
  "address_city" text,
  "address_district" text,
  "address_street" text,
  "address_postcode" text,
  "uscc" text,
  "industry" text,
  "source" text,
  "campaign_text" text,
  "status" text,
  "unqualified_reason" text,
  "rating" text,
  "score" bigint,
  "need" text,
  "last_follow_up_at" timestamptz(3),
  "next_follow_up_at" timestamptz(3),
  "converted_at" timestamptz(3),
  "converted_account_id" uuid,
  "converted_contact_id" uuid,
  "converted_opportunity_id" uuid,
  "owner_id" uuid,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "lead_pk" primary key (id)
);
create table {schema}."opportunity" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "number" text,
  "name" text,
  "account_id" uuid,
  "contact_id" uuid,
  "amount" numeric(20,4),
  "amount_currency" text,
  "pipeline_id" uuid,
  "stage_id" uuid,
  "status" text not null,
  "stage_since" timestamptz(3),
  "probability" numeric(9,2),
  "close_date" date,
  "forecast" text,
  "type" text,
  "source" text,
  "next_step" text,
  "competitor" text,
  "lost_reason" text,
  "won_at" timestamptz(3),
  "lost_at" timestamptz(3),
  "closed_at" timestamptz(3),
  "last_follow_up_at" timestamptz(3),
  "next_follow_up_at" timestamptz(3),
  "description" text,
  "owner_id" uuid,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "opportunity_pk" primary key (id)
);
create table {schema}."opportunity_line" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "opportunity_id" uuid,
  "product_id" uuid,
  "name" text,
  "quantity" numeric(20,6),
  "price" numeric(20,4),
  "price_currency" text,
  "discount" numeric(9,2),
  "total" numeric(20,4),
  "total_currency" text,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "opportunity_line_pk" primary key (id)
);
create table {schema}."product" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "code" text,
  "family" text,
  "price" numeric(20,4),
  "price_currency" text,
  "unit" text,
  "tax_rate" numeric(9,2),
  "active" boolean,
  "description" text,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "product_pk" primary key (id)
);
create table {schema}."pipeline" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "main" boolean,
  "active" boolean,
  "order" bigint,
  "description" text,
  "deleted_at" timestamptz(3),
  constraint "pipeline_pk" primary key (id)
);
create table {schema}."stage" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "pipeline_id" uuid,
  "name" text,
  "order" bigint,
  "kind" text,
  "probability" numeric(9,2),
  "required_fields" jsonb,
  "color" text,
  "deleted_at" timestamptz(3),
  constraint "stage_pk" primary key (id)
);
create index "event_record_idx" on {schema}."event" (object, record_id, at, id);
create index "event_outbox_idx" on {schema}."event" (id) where dispatched_at is null;
create index "event_via_idx" on {schema}."event" (via_id, id) where via_id is not null;
create index "reporting_line_below_idx" on {schema}."reporting_line" (below_id);
create unique index "share_record_key" on {schema}."share" (record_id, grantee_id, object);
create index "share_grantee_idx" on {schema}."share" (grantee_id, object);
create index "idempotency_at_idx" on {schema}."idempotency" (at);
create index "handled_at_idx" on {schema}."handled" (at);
create index "import_created_idx" on {schema}."import" (created_at, id);
create index "import_header_idx" on {schema}."import" (object, header_hash, created_at);
create index "user_updated_idx" on {schema}."user" (updated_at, id) where deleted_at is null;
create index "user_deleted_idx" on {schema}."user" (deleted_at, id) where deleted_at is not null;
create unique index "user_email_key" on {schema}."user" ("email") where deleted_at is null;
create index "user_team_id_idx" on {schema}."user" ("team_id", id) where deleted_at is null;
create index "user_team_id_updated_at_idx" on {schema}."user" ("team_id", "updated_at", id) where deleted_at is null;
create index "user_manager_id_idx" on {schema}."user" ("manager_id", id) where deleted_at is null;
create index "user_manager_id_updated_at_idx" on {schema}."user" ("manager_id", "updated_at", id) where deleted_at is null;
create unique index "user_login_id_key" on {schema}."user" ("login_id") where deleted_at is null;
create index "user_source_id_idx" on {schema}."user" ("source_id") where "source_id" is not null;
create index "user_import_id_idx" on {schema}."user" ("import_id") where "import_id" is not null;
create index "user_search_idx" on {schema}."user" using gin (search) where deleted_at is null;
create index "user_title_key_idx" on {schema}."user" (title_key, id) where deleted_at is null;
create index "user_roles_target_idx" on {schema}."user_roles" (target_id, source_id);
create index "team_updated_idx" on {schema}."team" (updated_at, id) where deleted_at is null;
create index "team_deleted_idx" on {schema}."team" (deleted_at, id) where deleted_at is not null;
create index "team_parent_id_updated_at_idx" on {schema}."team" ("parent_id", "updated_at", id) where deleted_at is null;
create index "team_leader_id_updated_at_idx" on {schema}."team" ("leader_id", "updated_at", id) where deleted_at is null;
create index "team_source_id_idx" on {schema}."team" ("source_id") where "source_id" is not null;
create index "team_import_id_idx" on {schema}."team" ("import_id") where "import_id" is not null;
create index "team_search_idx" on {schema}."team" using gin (search) where deleted_at is null;
create index "team_title_key_idx" on {schema}."team" (title_key, id) where deleted_at is null;
create index "role_updated_idx" on {schema}."role" (updated_at, id) where deleted_at is null;
create index "role_deleted_idx" on {schema}."role" (deleted_at, id) where deleted_at is not null;
create unique index "role_key_key" on {schema}."role" ("key") where deleted_at is null;
create index "role_search_idx" on {schema}."role" using gin (search) where deleted_at is null;
create index "role_title_key_idx" on {schema}."role" (title_key, id) where deleted_at is null;
create index "saved_view_updated_idx" on {schema}."saved_view" (updated_at, id) where deleted_at is null;
create index "saved_view_deleted_idx" on {schema}."saved_view" (deleted_at, id) where deleted_at is not null;
create index "saved_view_owner_id_updated_at_idx" on {schema}."saved_view" ("owner_id", "updated_at", id) where deleted_at is null;
create index "saved_view_object_name_idx" on {schema}."saved_view" ("object", "name", id) where deleted_at is null;
create index "file_updated_idx" on {schema}."file" (updated_at, id) where deleted_at is null;
create index "file_deleted_idx" on {schema}."file" (deleted_at, id) where deleted_at is not null;
create index "file_sha256_idx" on {schema}."file" ("sha256", id) where deleted_at is null;
create index "file_owner_id_updated_at_idx" on {schema}."file" ("owner_id", "updated_at", id) where deleted_at is null;
create index "file_search_idx" on {schema}."file" using gin (search) where deleted_at is null;
create index "file_title_key_idx" on {schema}."file" (title_key, id) where deleted_at is null;
create index "account_updated_idx" on {schema}."account" (updated_at, id) where deleted_at is null;
create index "account_deleted_idx" on {schema}."account" (deleted_at, id) where deleted_at is not null;
create index "account_name_idx" on {schema}."account" ("name", id) where deleted_at is null;
create index "account_level_idx" on {schema}."account" ("level", id) where deleted_at is null;
create index "account_industry_idx" on {schema}."account" ("industry", id) where deleted_at is null;
create index "account_parent_id_idx" on {schema}."account" ("parent_id", id) where deleted_at is null;
create index "account_parent_id_updated_at_idx" on {schema}."account" ("parent_id", "updated_at", id) where deleted_at is null;
create index "account_owner_id_updated_at_idx" on {schema}."account" ("owner_id", "updated_at", id) where deleted_at is null;
create index "account_source_id_idx" on {schema}."account" ("source_id") where "source_id" is not null;
create index "account_import_id_idx" on {schema}."account" ("import_id") where "import_id" is not null;
create index "account_search_idx" on {schema}."account" using gin (search) where deleted_at is null;
create index "account_title_key_idx" on {schema}."account" (title_key, id) where deleted_at is null;
create index "account_owner_id_next_follow_up_at_idx" on {schema}."account" ("owner_id", "next_follow_up_at", id) where deleted_at is null;
create index "account_last_follow_up_at_idx" on {schema}."account" ("last_follow_up_at", id) where deleted_at is null;
create index "account_uscc_idx" on {schema}."account" ("uscc", id) where deleted_at is null;
create index "account_domain_idx" on {schema}."account" ("domain", id) where deleted_at is null;
create index "contact_updated_idx" on {schema}."contact" (updated_at, id) where deleted_at is null;
create index "contact_deleted_idx" on {schema}."contact" (deleted_at, id) where deleted_at is not null;
create index "contact_name_idx" on {schema}."contact" ("name", id) where deleted_at is null;
create index "contact_account_id_idx" on {schema}."contact" ("account_id", id) where deleted_at is null;
create index "contact_account_id_updated_at_idx" on {schema}."contact" ("account_id", "updated_at", id) where deleted_at is null;
create index "contact_reports_to_id_updated_at_idx" on {schema}."contact" ("reports_to_id", "updated_at", id) where deleted_at is null;
create index "contact_mobile_idx" on {schema}."contact" ("mobile", id) where deleted_at is null;
create index "contact_email_idx" on {schema}."contact" ("email", id) where deleted_at is null;
create index "contact_owner_id_updated_at_idx" on {schema}."contact" ("owner_id", "updated_at", id) where deleted_at is null;
create index "contact_source_id_idx" on {schema}."contact" ("source_id") where "source_id" is not null;
create index "contact_import_id_idx" on {schema}."contact" ("import_id") where "import_id" is not null;
create index "contact_search_idx" on {schema}."contact" using gin (search) where deleted_at is null;
create index "contact_title_key_idx" on {schema}."contact" (title_key, id) where deleted_at is null;
create index "contact_name_account_id_idx" on {schema}."contact" ("name", "account_id", id) where deleted_at is null;
create index "employment_updated_idx" on {schema}."employment" (updated_at, id) where deleted_at is null;
create index "employment_deleted_idx" on {schema}."employment" (deleted_at, id) where deleted_at is not null;
create index "employment_contact_id_idx" on {schema}."employment" ("contact_id", id) where deleted_at is null;
create index "employment_contact_id_updated_at_idx" on {schema}."employment" ("contact_id", "updated_at", id) where deleted_at is null;
create index "employment_account_id_idx" on {schema}."employment" ("account_id", id) where deleted_at is null;
create index "employment_account_id_updated_at_idx" on {schema}."employment" ("account_id", "updated_at", id) where deleted_at is null;
create index "employment_source_id_idx" on {schema}."employment" ("source_id") where "source_id" is not null;
create index "employment_import_id_idx" on {schema}."employment" ("import_id") where "import_id" is not null;
create index "employment_search_idx" on {schema}."employment" using gin (search) where deleted_at is null;
create index "employment_title_key_idx" on {schema}."employment" (title_key, id) where deleted_at is null;
create index "activity_updated_idx" on {schema}."activity" (updated_at, id) where deleted_at is null;
create index "activity_deleted_idx" on {schema}."activity" (deleted_at, id) where deleted_at is not null;
create index "activity_account_id_at_idx" on {schema}."activity" ("account_id", "at", id) where deleted_at is null;
create index "activity_contact_id_at_idx" on {schema}."activity" ("contact_id", "at", id) where deleted_at is null;
create index "activity_previous_id_at_idx" on {schema}."activity" ("previous_id", "at", id) where deleted_at is null;
create index "activity_owner_id_updated_at_idx" on {schema}."activity" ("owner_id", "updated_at", id) where deleted_at is null;
create index "activity_source_id_idx" on {schema}."activity" ("source_id") where "source_id" is not null;
create index "activity_import_id_idx" on {schema}."activity" ("import_id") where "import_id" is not null;
create index "activity_lead_id_at_idx" on {schema}."activity" ("lead_id", "at", id) where deleted_at is null;
create index "activity_opportunity_id_at_idx" on {schema}."activity" ("opportunity_id", "at", id) where deleted_at is null;
create index "activity_search_idx" on {schema}."activity" using gin (search) where deleted_at is null;
create index "activity_title_key_idx" on {schema}."activity" (title_key, id) where deleted_at is null;
create index "activity_at_idx" on {schema}."activity" ("at", id) where deleted_at is null;
create index "activity_owner_id_status_at_idx" on {schema}."activity" ("owner_id", "status", "at", id) where deleted_at is null;
create index "lead_updated_idx" on {schema}."lead" (updated_at, id) where deleted_at is null;
create index "lead_deleted_idx" on {schema}."lead" (deleted_at, id) where deleted_at is not null;
create index "lead_mobile_idx" on {schema}."lead" ("mobile", id) where deleted_at is null;
create index "lead_email_idx" on {schema}."lead" ("email", id) where deleted_at is null;
create index "lead_source_idx" on {schema}."lead" ("source", id) where deleted_at is null;
create index "lead_owner_id_updated_at_idx" on {schema}."lead" ("owner_id", "updated_at", id) where deleted_at is null;
create index "lead_source_id_idx" on {schema}."lead" ("source_id") where "source_id" is not null;
create index "lead_import_id_idx" on {schema}."lead" ("import_id") where "import_id" is not null;
create index "lead_search_idx" on {schema}."lead" using gin (search) where deleted_at is null;
create index "lead_title_key_idx" on {schema}."lead" (title_key, id) where deleted_at is null;
create index "lead_created_at_idx" on {schema}."lead" ("created_at", id) where deleted_at is null;
create index "lead_status_created_at_idx" on {schema}."lead" ("status", "created_at", id) where deleted_at is null;
create index "lead_owner_id_created_at_idx" on {schema}."lead" ("owner_id", "created_at", id) where deleted_at is null;
create index "lead_owner_id_next_follow_up_at_idx" on {schema}."lead" ("owner_id", "next_follow_up_at", id) where deleted_at is null;
create index "lead_uscc_idx" on {schema}."lead" ("uscc", id) where deleted_at is null;
create index "lead_name_company_idx" on {schema}."lead" ("name", "company", id) where deleted_at is null;
create index "opportunity_updated_idx" on {schema}."opportunity" (updated_at, id) where deleted_at is null;
create index "opportunity_deleted_idx" on {schema}."opportunity" (deleted_at, id) where deleted_at is not null;
create unique index "opportunity_number_key" on {schema}."opportunity" ("number") where deleted_at is null;
create index "opportunity_account_id_idx" on {schema}."opportunity" ("account_id", id) where deleted_at is null;
create index "opportunity_account_id_updated_at_idx" on {schema}."opportunity" ("account_id", "updated_at", id) where deleted_at is null;
create index "opportunity_contact_id_idx" on {schema}."opportunity" ("contact_id", id) where deleted_at is null;
create index "opportunity_contact_id_updated_at_idx" on {schema}."opportunity" ("contact_id", "updated_at", id) where deleted_at is null;
create index "opportunity_pipeline_id_updated_at_idx" on {schema}."opportunity" ("pipeline_id", "updated_at", id) where deleted_at is null;
create index "opportunity_stage_id_updated_at_idx" on {schema}."opportunity" ("stage_id", "updated_at", id) where deleted_at is null;
create index "opportunity_closed_at_idx" on {schema}."opportunity" ("closed_at", id) where deleted_at is null;
create index "opportunity_owner_id_updated_at_idx" on {schema}."opportunity" ("owner_id", "updated_at", id) where deleted_at is null;
create index "opportunity_source_id_idx" on {schema}."opportunity" ("source_id") where "source_id" is not null;
create index "opportunity_import_id_idx" on {schema}."opportunity" ("import_id") where "import_id" is not null;
create index "opportunity_search_idx" on {schema}."opportunity" using gin (search) where deleted_at is null;
create index "opportunity_title_key_idx" on {schema}."opportunity" (title_key, id) where deleted_at is null;
create index "opportunity_stage_id_close_date_idx" on {schema}."opportunity" ("stage_id", "close_date", id) where deleted_at is null;
create index "opportunity_status_close_date_idx" on {schema}."opportunity" ("status", "close_date", id) where deleted_at is null;
create index "opportunity_owner_id_status_close_date_idx" on {schema}."opportunity" ("owner_id", "status", "close_date", id) where deleted_at is null;
create index "opportunity_line_updated_idx" on {schema}."opportunity_line" (updated_at, id) where deleted_at is null;
create index "opportunity_line_deleted_idx" on {schema}."opportunity_line" (deleted_at, id) where deleted_at is not null;
create index "opportunity_line_opportunity_id_idx" on {schema}."opportunity_line" ("opportunity_id", id) where deleted_at is null;
create index "opportunity_line_opportunity_id_upda_e6d20af2" on {schema}."opportunity_line" ("opportunity_id", "updated_at", id) where deleted_at is null;
create index "opportunity_line_product_id_idx" on {schema}."opportunity_line" ("product_id", id) where deleted_at is null;
create index "opportunity_line_product_id_updated_at_idx" on {schema}."opportunity_line" ("product_id", "updated_at", id) where deleted_at is null;
create index "opportunity_line_source_id_idx" on {schema}."opportunity_line" ("source_id") where "source_id" is not null;
create index "opportunity_line_import_id_idx" on {schema}."opportunity_line" ("import_id") where "import_id" is not null;
create index "opportunity_line_search_idx" on {schema}."opportunity_line" using gin (search) where deleted_at is null;
create index "opportunity_line_title_key_idx" on {schema}."opportunity_line" (title_key, id) where deleted_at is null;
create index "product_updated_idx" on {schema}."product" (updated_at, id) where deleted_at is null;
create index "product_deleted_idx" on {schema}."product" (deleted_at, id) where deleted_at is not null;
create unique index "product_code_key" on {schema}."product" ("code") where deleted_at is null;
create index "product_family_idx" on {schema}."product" ("family", id) where deleted_at is null;
create index "product_source_id_idx" on {schema}."product" ("source_id") where "source_id" is not null;
create index "product_import_id_idx" on {schema}."product" ("import_id") where "import_id" is not null;
create index "product_search_idx" on {schema}."product" using gin (search) where deleted_at is null;
create index "product_title_key_idx" on {schema}."product" (title_key, id) where deleted_at is null;
create index "product_code_idx" on {schema}."product" ("code", id) where deleted_at is null;
create index "pipeline_updated_idx" on {schema}."pipeline" (updated_at, id) where deleted_at is null;
create index "pipeline_deleted_idx" on {schema}."pipeline" (deleted_at, id) where deleted_at is not null;
create index "stage_updated_idx" on {schema}."stage" (updated_at, id) where deleted_at is null;
create index "stage_deleted_idx" on {schema}."stage" (deleted_at, id) where deleted_at is not null;
create index "stage_pipeline_id_idx" on {schema}."stage" ("pipeline_id", id) where deleted_at is null;
create index "stage_pipeline_id_updated_at_idx" on {schema}."stage" ("pipeline_id", "updated_at", id) where deleted_at is null;
create index "stage_pipeline_id_order_idx" on {schema}."stage" ("pipeline_id", "order", id) where deleted_at is null;
alter table {schema}."user" add constraint "user_team_id_fk" foreign key ("team_id") references {schema}."team" (id);
alter table {schema}."user" add constraint "user_manager_id_fk" foreign key ("manager_id") references {schema}."user" (id);
alter table {schema}."user_roles" add constraint "user_roles_source_id_fk" foreign key (source_id) references {schema}."user" (id) on delete cascade;
alter table {schema}."user_roles" add constraint "user_roles_target_id_fk" foreign key (target_id) references {schema}."role" (id) on delete cascade;
alter table {schema}."team" add constraint "team_parent_id_fk" foreign key ("parent_id") references {schema}."team" (id);
alter table {schema}."team" add constraint "team_leader_id_fk" foreign key ("leader_id") references {schema}."user" (id);
alter table {schema}."saved_view" add constraint "saved_view_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."file" add constraint "file_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."account" add constraint "account_parent_id_fk" foreign key ("parent_id") references {schema}."account" (id);
alter table {schema}."account" add constraint "account_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."contact" add constraint "contact_account_id_fk" foreign key ("account_id") references {schema}."account" (id);
alter table {schema}."contact" add constraint "contact_reports_to_id_fk" foreign key ("reports_to_id") references {schema}."contact" (id);
alter table {schema}."contact" add constraint "contact_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."employment" add constraint "employment_contact_id_fk" foreign key ("contact_id") references {schema}."contact" (id);
alter table {schema}."employment" add constraint "employment_account_id_fk" foreign key ("account_id") references {schema}."account" (id);
alter table {schema}."activity" add constraint "activity_account_id_fk" foreign key ("account_id") references {schema}."account" (id);
alter table {schema}."activity" add constraint "activity_contact_id_fk" foreign key ("contact_id") references {schema}."contact" (id);
alter table {schema}."activity" add constraint "activity_previous_id_fk" foreign key ("previous_id") references {schema}."activity" (id);
alter table {schema}."activity" add constraint "activity_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."activity" add constraint "activity_lead_id_fk" foreign key ("lead_id") references {schema}."lead" (id);
alter table {schema}."activity" add constraint "activity_opportunity_id_fk" foreign key ("opportunity_id") references {schema}."opportunity" (id);
alter table {schema}."lead" add constraint "lead_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."opportunity" add constraint "opportunity_account_id_fk" foreign key ("account_id") references {schema}."account" (id);
alter table {schema}."opportunity" add constraint "opportunity_contact_id_fk" foreign key ("contact_id") references {schema}."contact" (id);
alter table {schema}."opportunity" add constraint "opportunity_pipeline_id_fk" foreign key ("pipeline_id") references {schema}."pipeline" (id);
alter table {schema}."opportunity" add constraint "opportunity_stage_id_fk" foreign key ("stage_id") references {schema}."stage" (id);
alter table {schema}."opportunity" add constraint "opportunity_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."opportunity_line" add constraint "opportunity_line_opportunity_id_fk" foreign key ("opportunity_id") references {schema}."opportunity" (id);
alter table {schema}."opportunity_line" add constraint "opportunity_line_product_id_fk" foreign key ("product_id") references {schema}."product" (id);
alter table {schema}."stage" add constraint "stage_pipeline_id_fk" foreign key ("pipeline_id") references {schema}."pipeline" (id);
