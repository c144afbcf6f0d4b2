create table {schema}."packet" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "number" text,
  "status" text not null,
  "recipient" text,
  "company" text,
  "phone" text,
  "phone_ext" text,
  "phone_raw" text,
  "address_country" text,
  "address_province" text,
  "address_city" text,
  "address_district" text,
  "address_street" text,
  "address_postcode" text,
  "contact_id" uuid,
  "account_id" uuid,
  "lead_id" uuid,
  "letter_id" uuid,
  "value" numeric(20,4),
  "value_currency" text,
  "carrier" text,
  "tracking" text,
  "picked_at" timestamptz(3),
  "posted_at" timestamptz(3),
  "received_at" timestamptz(3),
  "at" timestamptz(3),
  "note" text,
  "owner_id" uuid,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "packet_pk" primary key (id)
);
create table {schema}."packet_item" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "packet_id" uuid,
  "item_id" uuid,
  "quantity" bigint,
  "name" text,
  "value" numeric(20,4),
  "value_currency" text,
  "deleted_at" timestamptz(3),
  constraint "packet_item_pk" primary key (id)
);
create table {schema}."stock_item" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "name" text,
  "code" text,
  "kind" text,
  "on_hand" bigint not null,
  "reorder_level" bigint,
  "low" boolean,
  "value" numeric(20,4),
  "value_currency" text,
  "place" text,
  "product_id" uuid,
  "active" boolean,
  "owner_id" uuid,
  "source_id" text,
  "import_id" text,
  "deleted_at" timestamptz(3),
  "search" tsvector,
  "title_key" text collate "C",
  constraint "stock_item_pk" primary key (id)
);
create table {schema}."stock_movement" (
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamptz(3) not null,
  "created_by_id" uuid,
  "updated_at" timestamptz(3) not null,
  "updated_by_id" uuid,
  "item_id" uuid,
  "quantity" bigint,
  "reason" text,
  "left" bigint,
  "packet_id" uuid,
  "note" text,
  "deleted_at" timestamptz(3),
  constraint "stock_movement_pk" primary key (id)
);
create index "packet_updated_idx" on {schema}."packet" (updated_at, id) where deleted_at is null;
create index "packet_deleted_idx" on {schema}."packet" (deleted_at, id) where deleted_at is not null;
create unique index "packet_number_key" on {schema}."packet" ("number") where deleted_at is null;
create index "packet_contact_id_at_idx" on {schema}."packet" ("contact_id", "at", id) where deleted_at is null;
create index "packet_account_id_at_idx" on {schema}."packet" ("account_id", "at", id) where deleted_at is null;
create index "packet_lead_id_at_idx" on {schema}."packet" ("lead_id", "at", id) where deleted_at is null;
create index "packet_letter_id_at_idx" on {schema}."packet" ("letter_id", "at", id) where deleted_at is null;
create index "packet_tracking_idx" on {schema}."packet" ("tracking", id) where deleted_at is null;
create index "packet_owner_id_updated_at_idx" on {schema}."packet" ("owner_id", "updated_at", id) where deleted_at is null;
create index "packet_search_idx" on {schema}."packet" using gin (search) where deleted_at is null;
create index "packet_title_key_idx" on {schema}."packet" (title_key, id) where deleted_at is null;
create index "packet_at_idx" on {schema}."packet" ("at", id) where deleted_at is null;
create index "packet_status_created_at_idx" on {schema}."packet" ("status", "created_at", id) where deleted_at is null;
create index "packet_owner_id_at_idx" on {schema}."packet" ("owner_id", "at", id) where deleted_at is null;
create index "packet_item_updated_idx" on {schema}."packet_item" (updated_at, id) where deleted_at is null;
create index "packet_item_deleted_idx" on {schema}."packet_item" (deleted_at, id) where deleted_at is not null;
create index "packet_item_packet_id_idx" on {schema}."packet_item" ("packet_id", id) where deleted_at is null;
create index "packet_item_packet_id_updated_at_idx" on {schema}."packet_item" ("packet_id", "updated_at", id) where deleted_at is null;
create index "packet_item_item_id_idx" on {schema}."packet_item" ("item_id", id) where deleted_at is null;
create index "packet_item_item_id_updated_at_idx" on {schema}."packet_item" ("item_id", "updated_at", id) where deleted_at is null;
create index "stock_item_updated_idx" on {schema}."stock_item" (updated_at, id) where deleted_at is null;
create index "stock_item_deleted_idx" on {schema}."stock_item" (deleted_at, id) where deleted_at is not null;
create unique index "stock_item_code_key" on {schema}."stock_item" ("code") where deleted_at is null;
create index "stock_item_on_hand_idx" on {schema}."stock_item" ("on_hand", id) where deleted_at is null;
create index "stock_item_low_idx" on {schema}."stock_item" ("low", id) where deleted_at is null;
create index "stock_item_product_id_updated_at_idx" on {schema}."stock_item" ("product_id", "updated_at", id) where deleted_at is null;
create index "stock_item_owner_id_updated_at_idx" on {schema}."stock_item" ("owner_id", "updated_at", id) where deleted_at is null;
create index "stock_item_source_id_idx" on {schema}."stock_item" ("source_id") where "source_id" is not null;
create index "stock_item_import_id_idx" on {schema}."stock_item" ("import_id") where "import_id" is not null;
create index "stock_item_search_idx" on {schema}."stock_item" using gin (search) where deleted_at is null;
create index "stock_item_title_key_idx" on {schema}."stock_item" (title_key, id) where deleted_at is null;
create index "stock_item_kind_name_idx" on {schema}."stock_item" ("kind", "name", id) where deleted_at is null;
create index "stock_movement_updated_idx" on {schema}."stock_movement" (updated_at, id) where deleted_at is null;
create index "stock_movement_deleted_idx" on {schema}."stock_movement" (deleted_at, id) where deleted_at is not null;
create index "stock_movement_item_id_updated_at_idx" on {schema}."stock_movement" ("item_id", "updated_at", id) where deleted_at is null;
create index "stock_movement_packet_id_updated_at_idx" on {schema}."stock_movement" ("packet_id", "updated_at", id) where deleted_at is null;
create index "stock_movement_item_id_created_at_idx" on {schema}."stock_movement" ("item_id", "created_at", id) where deleted_at is null;
create index "stock_movement_created_at_idx" on {schema}."stock_movement" ("created_at", id) where deleted_at is null;
alter table {schema}."packet" add constraint "packet_contact_id_fk" foreign key ("contact_id") references {schema}."contact" (id);
alter table {schema}."packet" add constraint "packet_account_id_fk" foreign key ("account_id") references {schema}."account" (id);
alter table {schema}."packet" add constraint "packet_lead_id_fk" foreign key ("lead_id") references {schema}."lead" (id);
alter table {schema}."packet" add constraint "packet_letter_id_fk" foreign key ("letter_id") references {schema}."letter" (id);
alter table {schema}."packet" add constraint "packet_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."packet_item" add constraint "packet_item_packet_id_fk" foreign key ("packet_id") references {schema}."packet" (id);
alter table {schema}."packet_item" add constraint "packet_item_item_id_fk" foreign key ("item_id") references {schema}."stock_item" (id);
alter table {schema}."stock_item" add constraint "stock_item_product_id_fk" foreign key ("product_id") references {schema}."product" (id);
alter table {schema}."stock_item" add constraint "stock_item_owner_id_fk" foreign key ("owner_id") references {schema}."user" (id);
alter table {schema}."stock_movement" add constraint "stock_movement_item_id_fk" foreign key ("item_id") references {schema}."stock_item" (id);
alter table {schema}."stock_movement" add constraint "stock_movement_packet_id_fk" foreign key ("packet_id") references {schema}."packet" (id);
