alter table {schema}."lead" add column "do_not_contact" boolean;
alter table {schema}."lead" add column "do_not_call" boolean;
alter table {schema}."lead" add column "do_not_email" boolean;
