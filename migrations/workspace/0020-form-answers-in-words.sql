alter table {schema}."form_submission" add column "said" text;
