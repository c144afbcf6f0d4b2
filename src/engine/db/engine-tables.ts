import type { Table } from './table.ts'

/** The tables that the engine keeps for itself in every workspace. */
export const engineTables: readonly Table[] = [
  {
    // Audit, timeline and outbox in one: every change and its event commit together.
    name: 'event',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'kind', sql: 'text', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'record_id', sql: 'uuid', notNull: true },
      { name: 'actor_id', sql: 'uuid' },
      { name: 'via', sql: 'text', notNull: true },
      { name: 'via_id', sql: 'text' },
      { name: 'changes', sql: 'jsonb', notNull: true },
      { name: 'data', sql: 'jsonb' },
      { name: 'cause_id', sql: 'uuid' },
      { name: 'dispatched_at', sql: 'timestamptz(3)' },
    ],
    constraints: [{ name: 'event_pk', is: 'primary key (id)' }],
    indexes: [
      { name: 'event_record_idx', on: '(object, record_id, at, id)' },
      { name: 'event_outbox_idx', on: '(id) where dispatched_at is null' },
      { name: 'event_via_idx', on: '(via_id, id) where via_id is not null' },
      { name: 'event_cause_idx', on: '(cause_id, id) where cause_id is not null' },
      // Events come in the order of time, so that their blocks tell what a period holds.
      { name: 'event_at_idx', on: 'using brin (at)' },
      { name: 'event_export_idx', on: "(at, id) where kind in ('exportStarted', 'exported')" },
    ],
  },
  {
    // Who stands above whom: each person with everyone below, and with himself at depth 0.
    name: 'reporting_line',
    columns: [
      { name: 'above_id', sql: 'uuid', notNull: true },
      { name: 'below_id', sql: 'uuid', notNull: true },
      { name: 'depth', sql: 'integer', notNull: true },
    ],
    constraints: [{ name: 'reporting_line_pk', is: 'primary key (above_id, below_id)' }],
    indexes: [{ name: 'reporting_line_below_idx', on: '(below_id)' }],
  },
  {
    // A record opened to a person or a team beyond what roles grant.
    name: 'share',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'record_id', sql: 'uuid', notNull: true },
      { name: 'grantee_id', sql: 'uuid', notNull: true },
      { name: 'level', sql: 'text', notNull: true },
      { name: 'until', sql: 'timestamptz(3)' },
      { name: 'created_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'created_by', sql: 'uuid' },
      // The share by which its giver reached the record herself, where she did not by her role: it ends with that one.
      { name: 'through_id', sql: 'uuid' },
    ],
    constraints: [
      { name: 'share_pk', is: 'primary key (id)' },
      { name: 'share_level_check', is: "check (level in ('read', 'update'))" },
    ],
    indexes: [
      { name: 'share_record_key', unique: true, on: '(record_id, grantee_id, object)' },
      { name: 'share_grantee_idx', on: '(grantee_id, object)' },
      { name: 'share_through_idx', on: '(through_id) where through_id is not null' },
    ],
  },
  {
    // How many records of whom somebody has read on a day, and how: opened, in lists, revealed, exported.
    name: 'reading',
    columns: [
      { name: 'user_id', sql: 'uuid', notNull: true },
      { name: 'day', sql: 'date', notNull: true },
      { name: 'kind', sql: 'text', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      // Zeros where nobody owned them.
      { name: 'owner_id', sql: 'uuid', notNull: true },
      { name: 'records', sql: 'integer', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'reading_pk', is: 'primary key (user_id, day, kind, object, owner_id)' }],
    indexes: [{ name: 'reading_at_idx', on: '(at)' }],
  },
  {
    // What somebody has read on a day, so that it counts once whichever process gave it to her; kept as long as that day may last.
    name: 'reading_seen',
    columns: [
      { name: 'user_id', sql: 'uuid', notNull: true },
      { name: 'day', sql: 'date', notNull: true },
      { name: 'kind', sql: 'text', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'record_id', sql: 'uuid', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'reading_seen_pk', is: 'primary key (user_id, day, kind, object, record_id)' }],
    indexes: [{ name: 'reading_seen_at_idx', on: '(at)' }],
  },
  {
    // An administrator looks at the workspace as somebody else sees it; reading only, and for half an hour at most.
    name: 'seeing',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'admin_id', sql: 'uuid', notNull: true },
      { name: 'person_id', sql: 'uuid', notNull: true },
      { name: 'reason', sql: 'text' },
      { name: 'started_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'until', sql: 'timestamptz(3)', notNull: true },
      { name: 'ended_at', sql: 'timestamptz(3)' },
    ],
    constraints: [{ name: 'seeing_pk', is: 'primary key (id)' }],
    indexes: [{ name: 'seeing_open_idx', on: '(until) where ended_at is null' }],
  },
  {
    // Somebody leaves, and what she answers for goes to others. The plan as it was confirmed, how far it has come, who signed what.
    name: 'handover',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'person_id', sql: 'uuid', notNull: true },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'plan', sql: 'jsonb', notNull: true },
      { name: 'checks', sql: 'jsonb', notNull: true },
      { name: 'report', sql: 'jsonb' },
      { name: 'error', sql: 'text' },
      { name: 'created_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'created_by', sql: 'uuid', notNull: true },
      { name: 'finished_at', sql: 'timestamptz(3)' },
      { name: 'undone_at', sql: 'timestamptz(3)' },
      { name: 'undone_by', sql: 'uuid' },
    ],
    constraints: [{ name: 'handover_pk', is: 'primary key (id)' }],
    indexes: [{ name: 'handover_person_idx', on: '(person_id, created_at)' }],
  },
  {
    // One record on its way to one person; `done_at` commits with its change.
    name: 'handover_item',
    columns: [
      { name: 'handover_id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'field', sql: 'text', notNull: true },
      { name: 'record_id', sql: 'uuid', notNull: true },
      { name: 'to_id', sql: 'uuid', notNull: true },
      { name: 'done_at', sql: 'timestamptz(3)' },
      // Why it stayed where it was.
      { name: 'kept', sql: 'jsonb' },
    ],
    constraints: [{ name: 'handover_item_pk', is: 'primary key (handover_id, object, field, record_id)' }],
    indexes: [{ name: 'handover_item_open_idx', on: '(handover_id, to_id) where done_at is null' }],
  },
  {
    // Records that became one: which goes on, what went along that is no record, and whether they were parted again.
    name: 'merge',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'survivor_id', sql: 'uuid', notNull: true },
      { name: 'merged_ids', sql: 'uuid[]', notNull: true },
      { name: 'moved', sql: 'integer', notNull: true },
      { name: 'carried', sql: 'jsonb', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'by_id', sql: 'uuid' },
      { name: 'split_at', sql: 'timestamptz(3)' },
      { name: 'split_by', sql: 'uuid' },
    ],
    constraints: [{ name: 'merge_pk', is: 'primary key (id)' }],
    indexes: [
      { name: 'merge_survivor_idx', on: '(object, survivor_id, id)' },
      { name: 'merge_at_idx', on: '(at, id)' },
    ],
  },
  {
    // The id of a record that became part of another: whoever asks for it is answered with that one.
    name: 'former_id',
    columns: [
      { name: 'object', sql: 'text', notNull: true },
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'survivor_id', sql: 'uuid', notNull: true },
      { name: 'merge_id', sql: 'uuid', notNull: true },
      // Numbers and codes by which it was known.
      { name: 'codes', sql: 'text[]', notNull: true },
    ],
    constraints: [{ name: 'former_id_pk', is: 'primary key (object, id)' }],
    indexes: [
      { name: 'former_id_survivor_idx', on: '(object, survivor_id)' },
      { name: 'former_id_codes_idx', on: 'using gin (codes)' },
    ],
  },
  {
    // How far the keys of an object's older records have been written, and by which way of making them.
    name: 'matching',
    columns: [
      { name: 'object', sql: 'text', notNull: true },
      { name: 'made_by', sql: 'text', notNull: true },
      { name: 'after_id', sql: 'uuid' },
      { name: 'done_at', sql: 'timestamptz(3)' },
      // The last record that was looked at for what it is like.
      { name: 'scanned_at', sql: 'timestamptz(3)' },
      { name: 'scanned_id', sql: 'uuid' },
    ],
    constraints: [{ name: 'matching_pk', is: 'primary key (object)' }],
    indexes: [],
  },
  {
    // How far the quality of an object's records has been counted, by which standard; '' keeps how far events were read.
    name: 'quality',
    columns: [
      { name: 'object', sql: 'text', notNull: true },
      { name: 'made_by', sql: 'text', notNull: true },
      // The day that is counted, and the last record of it; empty once all are.
      { name: 'day', sql: 'date' },
      { name: 'after_id', sql: 'uuid' },
      // What was written before has been counted.
      { name: 'seen_at', sql: 'timestamptz(3)' },
      { name: 'counted_at', sql: 'timestamptz(3)' },
      // The first count, until all that was there then has been compared for duplicates.
      { name: 'begun_at', sql: 'timestamptz(3)' },
    ],
    constraints: [{ name: 'quality_pk', is: 'primary key (object)' }],
    indexes: [],
  },
  {
    // What was counted of some thousand records in the order of their ids, the first of them behind `from_id`: all of them, and by owner, team and source.
    name: 'quality_part',
    columns: [
      { name: 'object', sql: 'text', notNull: true },
      { name: 'from_id', sql: 'uuid', notNull: true },
      { name: 'dimension', sql: 'text', notNull: true },
      { name: 'key', sql: 'text', notNull: true },
      { name: 'counts', sql: 'jsonb', notNull: true },
    ],
    constraints: [{ name: 'quality_part_pk', is: 'primary key (object, from_id, dimension, key)' }],
    indexes: [],
  },
  {
    // What all parts come to, day by day.
    name: 'quality_figure',
    columns: [
      { name: 'object', sql: 'text', notNull: true },
      { name: 'day', sql: 'date', notNull: true },
      { name: 'dimension', sql: 'text', notNull: true },
      { name: 'key', sql: 'text', notNull: true },
      { name: 'counts', sql: 'jsonb', notNull: true },
    ],
    constraints: [{ name: 'quality_figure_pk', is: 'primary key (object, dimension, day, key)' }],
    indexes: [],
  },
  {
    // How many values and records somebody has mended on a day.
    name: 'quality_mend',
    columns: [
      { name: 'day', sql: 'date', notNull: true },
      { name: 'person_id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'kind', sql: 'text', notNull: true },
      { name: 'count', sql: 'integer', notNull: true },
    ],
    constraints: [{ name: 'quality_mend_pk', is: 'primary key (day, person_id, object, kind)' }],
    indexes: [],
  },
  {
    // Somebody asks what is known about her, or to be forgotten. Who she is goes from here too once that is done.
    name: 'person_request',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'kind', sql: 'text', notNull: true },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'subject', sql: 'jsonb', notNull: true },
      { name: 'report', sql: 'jsonb' },
      { name: 'error', sql: 'text' },
      { name: 'created_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'created_by', sql: 'uuid', notNull: true },
      { name: 'confirmed_at', sql: 'timestamptz(3)' },
      { name: 'confirmed_by', sql: 'uuid' },
      { name: 'finished_at', sql: 'timestamptz(3)' },
    ],
    constraints: [
      { name: 'person_request_pk', is: 'primary key (id)' },
      { name: 'person_request_kind_check', is: "check (kind in ('access', 'erase'))" },
    ],
    indexes: [{ name: 'person_request_created_idx', on: '(created_at, id)' }],
  },
  {
    // A record that must stay as it is, whoever asks to be forgotten, and why.
    name: 'legal_hold',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'record_id', sql: 'uuid', notNull: true },
      { name: 'reason', sql: 'text', notNull: true },
      { name: 'until', sql: 'timestamptz(3)' },
      { name: 'created_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'created_by', sql: 'uuid' },
    ],
    constraints: [{ name: 'legal_hold_pk', is: 'primary key (id)' }],
    indexes: [{ name: 'legal_hold_record_key', unique: true, on: '(record_id, object)' }],
  },
  {
    // What each person likes on the screen, by a key of the screen's own.
    name: 'preference',
    columns: [
      { name: 'user_id', sql: 'uuid', notNull: true },
      { name: 'key', sql: 'text', notNull: true },
      { name: 'value', sql: 'jsonb', notNull: true },
      { name: 'updated_at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'preference_pk', is: 'primary key (user_id, key)' }],
    indexes: [],
  },
  {
    // What was done to many records at once, by whom, and what came of it. The events of each record name it as their cause.
    name: 'bulk_write',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'actor_id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'verb', sql: 'text', notNull: true },
      { name: 'detail', sql: 'jsonb', notNull: true },
      { name: 'changed', sql: 'integer', notNull: true },
      { name: 'unchanged', sql: 'integer', notNull: true },
      { name: 'refused', sql: 'integer', notNull: true },
      { name: 'undone_at', sql: 'timestamptz(3)' },
    ],
    constraints: [{ name: 'bulk_write_pk', is: 'primary key (id)' }],
    indexes: [
      { name: 'bulk_write_at_idx', on: '(at, id)' },
      { name: 'bulk_write_actor_idx', on: '(actor_id, at, id)' },
    ],
  },
  {
    // A short remark on a record; `before` is what it said earlier. Who sees the record sees it.
    name: 'comment',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'record_id', sql: 'uuid', notNull: true },
      { name: 'author_id', sql: 'uuid', notNull: true },
      { name: 'body', sql: 'text', notNull: true },
      { name: 'reply_to_id', sql: 'uuid' },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'edited_at', sql: 'timestamptz(3)' },
      { name: 'before', sql: 'jsonb', notNull: true },
      { name: 'deleted_at', sql: 'timestamptz(3)' },
    ],
    constraints: [{ name: 'comment_pk', is: 'primary key (id)' }],
    indexes: [{ name: 'comment_record_idx', on: '(object, record_id, at, id)' }],
  },
  {
    // Who wants to hear of a record that is not hers, or nothing of one that is.
    name: 'follow',
    columns: [
      { name: 'user_id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'record_id', sql: 'uuid', notNull: true },
      { name: 'state', sql: 'text', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [
      { name: 'follow_pk', is: 'primary key (user_id, record_id, object)' },
      { name: 'follow_state_check', is: "check (state in ('follow', 'mute'))" },
    ],
    indexes: [{ name: 'follow_record_idx', on: '(record_id, object)' }],
  },
  {
    // What is new for a person. Holds no words of records: those are read, under her rights, when she looks.
    name: 'notification',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'user_id', sql: 'uuid', notNull: true },
      { name: 'kind', sql: 'text', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'record_id', sql: 'uuid', notNull: true },
      // Where the words stand: a comment, or a record that belongs to this one.
      { name: 'source_object', sql: 'text' },
      { name: 'source_id', sql: 'uuid' },
      { name: 'actor_id', sql: 'uuid' },
      // What is shown as one.
      { name: 'group_key', sql: 'text', notNull: true },
      // What makes it the same one: the event or the time that it tells of.
      { name: 'once_key', sql: 'text', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'read_at', sql: 'timestamptz(3)' },
    ],
    constraints: [{ name: 'notification_pk', is: 'primary key (id)' }],
    indexes: [
      { name: 'notification_once_key', unique: true, on: '(user_id, once_key)' },
      { name: 'notification_user_idx', on: '(user_id, at, id)' },
      { name: 'notification_group_idx', on: '(user_id, group_key, at, id)' },
      { name: 'notification_unread_idx', on: '(user_id, group_key) where read_at is null' },
      { name: 'notification_at_idx', on: '(at)' },
      { name: 'notification_record_idx', on: '(record_id)' },
    ],
  },
  {
    // Who has which record before her eyes, by browser, and the field that she is editing; worth nothing after half a minute.
    name: 'presence',
    unlogged: true,
    columns: [
      { name: 'client', sql: 'text', notNull: true },
      { name: 'user_id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'record_id', sql: 'uuid', notNull: true },
      { name: 'field', sql: 'text' },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'presence_pk', is: 'primary key (client, user_id, object, record_id)' }],
    indexes: [],
  },
  {
    // Gapless numbers: one row per numbered field, locked by the transaction that takes the next.
    name: 'counter',
    columns: [
      { name: 'key', sql: 'text', notNull: true },
      { name: 'value', sql: 'bigint', notNull: true },
    ],
    constraints: [{ name: 'counter_pk', is: 'primary key (key)' }],
    indexes: [],
  },
  {
    // The answer to a request that may be sent twice.
    name: 'idempotency',
    columns: [
      { name: 'key', sql: 'text', notNull: true },
      { name: 'user_id', sql: 'uuid', notNull: true },
      { name: 'fingerprint', sql: 'text', notNull: true },
      { name: 'status', sql: 'integer' },
      { name: 'answer', sql: 'jsonb' },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'idempotency_pk', is: 'primary key (user_id, key)' }],
    indexes: [{ name: 'idempotency_at_idx', on: '(at)' }],
  },
  {
    // What a subscriber has done already, written in the same transaction as its effect.
    name: 'handled',
    columns: [
      { name: 'event_id', sql: 'uuid', notNull: true },
      { name: 'subscriber', sql: 'text', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'handled_pk', is: 'primary key (event_id, subscriber)' }],
    indexes: [{ name: 'handled_at_idx', on: '(at)' }],
  },
  {
    name: 'setting',
    columns: [
      { name: 'key', sql: 'text', notNull: true },
      { name: 'value', sql: 'jsonb', notNull: true },
      { name: 'updated_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'updated_by', sql: 'uuid' },
    ],
    constraints: [{ name: 'setting_pk', is: 'primary key (key)' }],
    indexes: [],
  },
  {
    // A file on its way in: what was found, what was decided, what came of it.
    name: 'import',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'file_name', sql: 'text', notNull: true },
      { name: 'file_hash', sql: 'text', notNull: true },
      { name: 'header_hash', sql: 'text', notNull: true },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'analysis', sql: 'jsonb', notNull: true },
      { name: 'plan', sql: 'jsonb', notNull: true },
      { name: 'preview', sql: 'jsonb' },
      { name: 'report', sql: 'jsonb' },
      { name: 'undo', sql: 'jsonb' },
      { name: 'error', sql: 'text' },
      { name: 'run_id', sql: 'uuid' },
      { name: 'beat_at', sql: 'timestamptz(3)' },
      { name: 'created_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'created_by', sql: 'uuid' },
      { name: 'started_at', sql: 'timestamptz(3)' },
      { name: 'finished_at', sql: 'timestamptz(3)' },
      { name: 'undone_at', sql: 'timestamptz(3)' },
      { name: 'set_id', sql: 'uuid' },
    ],
    constraints: [{ name: 'import_pk', is: 'primary key (id)' }],
    indexes: [
      { name: 'import_created_idx', on: '(created_at, id)' },
      { name: 'import_header_idx', on: '(object, header_hash, created_at)' },
    ],
  },
  {
    // Rows of a file between reading and writing; made again from the file where they are gone.
    name: 'import_row',
    unlogged: true,
    columns: [
      { name: 'import_id', sql: 'uuid', notNull: true },
      { name: 'line', sql: 'integer', notNull: true },
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'row_values', sql: 'json', notNull: true },
      { name: 'problems', sql: 'json' },
      { name: 'keys', sql: 'text[]', notNull: true },
      { name: 'later', sql: 'json' },
      { name: 'match_id', sql: 'uuid' },
      { name: 'locked', sql: 'boolean' },
      { name: 'leader', sql: 'integer' },
    ],
    constraints: [{ name: 'import_row_pk', is: 'primary key (import_id, line)' }],
    indexes: [],
  },
  {
    // What is in: written in the transaction of its rows, so that a run that was cut short goes on behind it.
    name: 'import_batch',
    columns: [
      { name: 'import_id', sql: 'uuid', notNull: true },
      { name: 'phase', sql: 'text', notNull: true },
      { name: 'last_line', sql: 'integer', notNull: true },
      { name: 'counts', sql: 'jsonb', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'import_batch_pk', is: 'primary key (import_id, phase, last_line)' }],
    indexes: [],
  },
  {
    // Files that came together: their imports in the order in which they run, and what was left out.
    name: 'import_set',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'file_name', sql: 'text', notNull: true },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'members', sql: 'jsonb', notNull: true },
      { name: 'left_out', sql: 'jsonb', notNull: true },
      { name: 'error', sql: 'text' },
      { name: 'run_id', sql: 'uuid' },
      { name: 'beat_at', sql: 'timestamptz(3)' },
      { name: 'created_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'created_by', sql: 'uuid' },
      { name: 'started_at', sql: 'timestamptz(3)' },
      { name: 'finished_at', sql: 'timestamptz(3)' },
      { name: 'undone_at', sql: 'timestamptz(3)' },
    ],
    constraints: [{ name: 'import_set_pk', is: 'primary key (id)' }],
    indexes: [],
  },
  {
    // Rows that were refused, and why.
    name: 'import_refusal',
    columns: [
      { name: 'import_id', sql: 'uuid', notNull: true },
      { name: 'line', sql: 'integer', notNull: true },
      { name: 'problems', sql: 'jsonb', notNull: true },
    ],
    constraints: [{ name: 'import_refusal_pk', is: 'primary key (import_id, line)' }],
    indexes: [],
  },
  {
    // What an administrator has made of the workspace, version by version; `json` keeps the order of its items.
    name: 'configuration_version',
    columns: [
      { name: 'version', sql: 'integer', notNull: true },
      { name: 'document', sql: 'json', notNull: true },
      { name: 'changes', sql: 'json', notNull: true },
      { name: 'reason', sql: 'text' },
      { name: 'restores', sql: 'integer' },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'by_id', sql: 'uuid' },
    ],
    constraints: [{ name: 'configuration_version_pk', is: 'primary key (version)' }],
    indexes: [],
  },
  {
    // Two rows at most: the draft, and what is just being published.
    name: 'configuration_draft',
    columns: [
      { name: 'name', sql: 'text', notNull: true },
      { name: 'revision', sql: 'integer', notNull: true },
      { name: 'base', sql: 'integer', notNull: true },
      { name: 'document', sql: 'json', notNull: true },
      { name: 'detail', sql: 'jsonb' },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'by_id', sql: 'uuid' },
    ],
    constraints: [{ name: 'configuration_draft_pk', is: 'primary key (name)' }],
    indexes: [],
  },
  {
    // Columns whose field is gone, and tables whose object is (then the column is ''): the data stays until somebody needs the room.
    name: 'freed_column',
    columns: [
      { name: 'table_name', sql: 'text', notNull: true },
      { name: 'column_name', sql: 'text', notNull: true },
      { name: 'shape', sql: 'text', notNull: true },
      { name: 'was', sql: 'text', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'emptied', sql: 'boolean', notNull: true },
    ],
    constraints: [{ name: 'freed_column_pk', is: 'primary key (table_name, column_name)' }],
    indexes: [],
  },
  {
    // How often a rule has refused a write.
    name: 'rule_use',
    columns: [
      { name: 'rule', sql: 'text', notNull: true },
      { name: 'refused', sql: 'bigint', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'rule_use_pk', is: 'primary key (rule)' }],
    indexes: [],
  },
  {
    // Where somebody has events sent to; what is sent is what she herself may see when it goes out.
    name: 'webhook',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'owner_id', sql: 'uuid', notNull: true },
      { name: 'name', sql: 'text', notNull: true },
      { name: 'url', sql: 'text', notNull: true },
      { name: 'events', sql: 'jsonb', notNull: true },
      { name: 'condition', sql: 'jsonb' },
      { name: 'fields', sql: 'jsonb' },
      { name: 'secret', sql: 'text', notNull: true },
      { name: 'old_secret', sql: 'text' },
      { name: 'old_until', sql: 'timestamptz(3)' },
      { name: 'active', sql: 'boolean', notNull: true },
      // Why the server itself has switched it off: gone, failing.
      { name: 'stopped', sql: 'text' },
      { name: 'failing_since', sql: 'timestamptz(3)' },
      { name: 'created_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'updated_at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'webhook_pk', is: 'primary key (id)' }],
    indexes: [{ name: 'webhook_owner_idx', on: '(owner_id, created_at)' }],
  },
  {
    // An event on its way to a webhook, and every attempt to bring it there.
    name: 'webhook_delivery',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'webhook_id', sql: 'uuid', notNull: true },
      { name: 'event_id', sql: 'uuid' },
      { name: 'message_id', sql: 'text', notNull: true },
      { name: 'type', sql: 'text', notNull: true },
      { name: 'record_id', sql: 'uuid' },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'attempt', sql: 'integer', notNull: true },
      { name: 'due_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'finished_at', sql: 'timestamptz(3)' },
      { name: 'request', sql: 'text' },
      { name: 'attempts', sql: 'jsonb', notNull: true },
    ],
    constraints: [
      { name: 'webhook_delivery_pk', is: 'primary key (id)' },
      {
        name: 'webhook_delivery_status_check',
        is: "check (status in ('waiting', 'sending', 'delivered', 'failed', 'withheld'))",
      },
    ],
    indexes: [
      { name: 'webhook_delivery_event_key', unique: true, on: '(webhook_id, event_id)' },
      { name: 'webhook_delivery_due_idx', on: '(webhook_id, due_at) where finished_at is null' },
      { name: 'webhook_delivery_log_idx', on: '(webhook_id, at, id)' },
      { name: 'webhook_delivery_at_idx', on: '(at)' },
      { name: 'webhook_delivery_record_idx', on: '(record_id) where record_id is not null' },
    ],
  },
  {
    // A flow under way or at its end: where it stands, and when or at what it goes on. It stays on its version.
    name: 'flow_run',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'flow_id', sql: 'uuid', notNull: true },
      { name: 'version_id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text' },
      { name: 'record_id', sql: 'uuid' },
      // What set it off: the same thing sets a flow off once.
      { name: 'once_key', sql: 'text', notNull: true },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'step', sql: 'text' },
      { name: 'turn', sql: 'integer', notNull: true },
      { name: 'kept', sql: 'jsonb' },
      { name: 'due_at', sql: 'timestamptz(3)' },
      // The record at whose change it looks again.
      { name: 'watch_id', sql: 'uuid' },
      { name: 'attempts', sql: 'integer', notNull: true },
      // How many flows set each other off before it.
      { name: 'depth', sql: 'integer', notNull: true },
      { name: 'parent_id', sql: 'uuid' },
      // The step through whose inside it goes.
      { name: 'root', sql: 'text' },
      // Runs of its own that it waits for.
      { name: 'pending', sql: 'integer', notNull: true },
      { name: 'steps', sql: 'integer', notNull: true },
      { name: 'data', sql: 'jsonb' },
      { name: 'reason', sql: 'jsonb' },
      { name: 'started_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'finished_at', sql: 'timestamptz(3)' },
    ],
    constraints: [
      { name: 'flow_run_pk', is: 'primary key (id)' },
      {
        name: 'flow_run_status_check',
        is: "check (status in ('running', 'waiting', 'done', 'failed', 'stopped'))",
      },
    ],
    indexes: [
      { name: 'flow_run_once_key', unique: true, on: '(flow_id, once_key)' },
      { name: 'flow_run_due_idx', on: '(due_at, id) where due_at is not null' },
      { name: 'flow_run_watch_idx', on: '(watch_id) where watch_id is not null' },
      { name: 'flow_run_parent_idx', on: '(parent_id) where parent_id is not null' },
      { name: 'flow_run_record_idx', on: '(record_id, started_at) where record_id is not null' },
      { name: 'flow_run_log_idx', on: '(flow_id, started_at, id)' },
      { name: 'flow_run_open_idx', on: "(flow_id, status) where status in ('running', 'waiting', 'failed')" },
      { name: 'flow_run_end_idx', on: '(finished_at) where finished_at is not null' },
    ],
  },
  {
    // What a step of a run was given, what came of it, and why.
    name: 'flow_step',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'run_id', sql: 'uuid', notNull: true },
      { name: 'step', sql: 'text', notNull: true },
      { name: 'kind', sql: 'text', notNull: true },
      { name: 'number', sql: 'integer', notNull: true },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'input', sql: 'jsonb' },
      { name: 'output', sql: 'jsonb' },
      { name: 'reason', sql: 'jsonb' },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [
      { name: 'flow_step_pk', is: 'primary key (id)' },
      { name: 'flow_step_status_check', is: "check (status in ('done', 'waiting', 'failed', 'skipped'))" },
    ],
    indexes: [{ name: 'flow_step_run_key', unique: true, on: '(run_id, step)' }],
  },
  {
    // When a flow that goes by the clock is next due.
    name: 'flow_timer',
    columns: [
      { name: 'flow_id', sql: 'uuid', notNull: true },
      { name: 'version_id', sql: 'uuid', notNull: true },
      { name: 'due_at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'flow_timer_pk', is: 'primary key (flow_id)' }],
    indexes: [{ name: 'flow_timer_due_idx', on: '(due_at)' }],
  },
  {
    // The secret address of a flow, which systems of others call, by its hash alone.
    name: 'flow_address',
    columns: [
      // That of the flow.
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'token_hash', sql: 'text', notNull: true },
      { name: 'secret', sql: 'text' },
      { name: 'made_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'made_by', sql: 'uuid', notNull: true },
    ],
    constraints: [{ name: 'flow_address_pk', is: 'primary key (id)' }],
    indexes: [{ name: 'flow_address_token_key', unique: true, on: '(token_hash)' }],
  },
  {
    // The last calls of such an address, from which its owner sees what comes.
    name: 'flow_call',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'flow_id', sql: 'uuid', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'body', sql: 'jsonb' },
      { name: 'reason', sql: 'jsonb' },
      { name: 'run_id', sql: 'uuid' },
    ],
    constraints: [
      { name: 'flow_call_pk', is: 'primary key (id)' },
      { name: 'flow_call_status_check', is: "check (status in ('begun', 'kept', 'unmatched', 'refused'))" },
    ],
    indexes: [
      { name: 'flow_call_log_idx', on: '(flow_id, at, id)' },
      { name: 'flow_call_at_idx', on: '(at)' },
    ],
  },
  {
    // That a signal fired for a record, or why it did not: who was held back, who wants no contact, who fired a while ago.
    name: 'signal_fire',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'signal_id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'record_id', sql: 'uuid', notNull: true },
      // What made it fire: the same thing makes it fire once.
      { name: 'once_key', sql: 'text', notNull: true },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'fired_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'why', sql: 'jsonb' },
    ],
    constraints: [
      { name: 'signal_fire_pk', is: 'primary key (id)' },
      { name: 'signal_fire_status_check', is: "check (status in ('fired', 'held', 'cooling', 'refused'))" },
    ],
    indexes: [
      { name: 'signal_fire_once_key', unique: true, on: '(signal_id, once_key)' },
      { name: 'signal_fire_log_idx', on: '(signal_id, at, id)' },
      { name: 'signal_fire_record_idx', on: '(record_id, at)' },
    ],
  },
  {
    // When a signal that goes by the clock looks again, and up to when it has looked.
    name: 'signal_timer',
    columns: [
      { name: 'signal_id', sql: 'uuid', notNull: true },
      { name: 'live_since', sql: 'timestamptz(3)', notNull: true },
      { name: 'since', sql: 'timestamptz(3)', notNull: true },
      { name: 'due_at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'signal_timer_pk', is: 'primary key (signal_id)' }],
    indexes: [{ name: 'signal_timer_due_idx', on: '(due_at)' }],
  },
  {
    // What somebody wants to do and others decide on; nothing of it has happened while it waits. It stays on its policies.
    name: 'approval',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      // Of a record that is to be made, the id that it will have.
      { name: 'record_id', sql: 'uuid', notNull: true },
      { name: 'title', sql: 'text' },
      { name: 'change', sql: 'jsonb' },
      // By field, from and to.
      { name: 'shown', sql: 'jsonb' },
      { name: 'policies', sql: 'jsonb', notNull: true },
      { name: 'steps', sql: 'jsonb', notNull: true },
      { name: 'hold', sql: 'text', notNull: true },
      { name: 'fields', sql: 'text[]', notNull: true },
      { name: 'self', sql: 'boolean', notNull: true },
      { name: 'mail', sql: 'boolean', notNull: true },
      { name: 'asker_id', sql: 'uuid', notNull: true },
      { name: 'reason', sql: 'text' },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'step', sql: 'integer', notNull: true },
      { name: 'round', sql: 'integer', notNull: true },
      { name: 'asked_at', sql: 'timestamptz(3)', notNull: true },
      // When those above are asked as well.
      { name: 'due_at', sql: 'timestamptz(3)' },
      { name: 'closed_at', sql: 'timestamptz(3)' },
      { name: 'outcome', sql: 'jsonb' },
      // The run of a flow that waits for it.
      { name: 'run_id', sql: 'uuid' },
    ],
    constraints: [
      { name: 'approval_pk', is: 'primary key (id)' },
      {
        name: 'approval_status_check',
        is: "check (status in ('waiting', 'returned', 'approved', 'rejected', 'withdrawn', 'failed'))",
      },
      { name: 'approval_hold_check', is: "check (hold in ('record', 'fields', 'none'))" },
    ],
    indexes: [
      { name: 'approval_hold_key', unique: true, on: "(record_id) where status = 'waiting' and hold <> 'none'" },
      { name: 'approval_record_idx', on: '(record_id, asked_at)' },
      { name: 'approval_asker_idx', on: '(asker_id, asked_at)' },
      { name: 'approval_due_idx', on: '(due_at) where due_at is not null' },
    ],
  },
  {
    // Whom a step asks. People of one place decide for each other: one of them is enough.
    name: 'approval_seat',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'approval_id', sql: 'uuid', notNull: true },
      { name: 'round', sql: 'integer', notNull: true },
      { name: 'step', sql: 'integer', notNull: true },
      { name: 'place', sql: 'integer', notNull: true },
      { name: 'person_id', sql: 'uuid', notNull: true },
      { name: 'how', sql: 'text', notNull: true },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'asked_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'decided_by', sql: 'uuid' },
      { name: 'decided_at', sql: 'timestamptz(3)' },
    ],
    constraints: [
      { name: 'approval_seat_pk', is: 'primary key (id)' },
      { name: 'approval_seat_how_check', is: "check (how in ('policy', 'added', 'delegated', 'late'))" },
      {
        name: 'approval_seat_status_check',
        is: "check (status in ('waiting', 'approved', 'rejected', 'returned', 'delegated', 'passed'))",
      },
    ],
    indexes: [
      { name: 'approval_seat_key', unique: true, on: "(approval_id, person_id) where status = 'waiting'" },
      { name: 'approval_seat_waiting_idx', on: "(person_id, asked_at) where status = 'waiting'" },
      { name: 'approval_seat_decided_idx', on: '(decided_by, decided_at) where decided_by is not null' },
      { name: 'approval_seat_approval_idx', on: '(approval_id)' },
    ],
  },
  {
    // What was done with a request, and what was said.
    name: 'approval_note',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'approval_id', sql: 'uuid', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'kind', sql: 'text', notNull: true },
      { name: 'actor_id', sql: 'uuid' },
      // To whom it went on, or for whom it was decided.
      { name: 'other_id', sql: 'uuid' },
      { name: 'words', sql: 'text' },
      // By which way it was decided, where that was not the screen or the API.
      { name: 'via', sql: 'text' },
    ],
    constraints: [{ name: 'approval_note_pk', is: 'primary key (id)' }],
    indexes: [{ name: 'approval_note_approval_idx', on: '(approval_id, at)' }],
  },
  {
    // A mail to somebody of the company that is to go, or has gone. It holds no words: they are written when it goes.
    name: 'notice_mail',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'user_id', sql: 'uuid', notNull: true },
      { name: 'kind', sql: 'text', notNull: true },
      { name: 'about_id', sql: 'uuid', notNull: true },
      { name: 'once_key', sql: 'text', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'until', sql: 'timestamptz(3)', notNull: true },
      { name: 'due_at', sql: 'timestamptz(3)' },
      { name: 'attempts', sql: 'integer', notNull: true },
      { name: 'status', sql: 'text', notNull: true },
      { name: 'problem', sql: 'jsonb' },
    ],
    constraints: [
      { name: 'notice_mail_pk', is: 'primary key (id)' },
      {
        name: 'notice_mail_status_check',
        is: "check (status in ('queued', 'sending', 'sent', 'failed', 'uncertain', 'dropped'))",
      },
    ],
    indexes: [
      { name: 'notice_mail_key', unique: true, on: '(user_id, once_key)' },
      { name: 'notice_mail_due_idx', on: '(due_at) where due_at is not null' },
    ],
  },
  {
    // A block of the audit chain: events in the order of their ids, and the hash of the block before.
    name: 'audit_block',
    columns: [
      { name: 'number', sql: 'integer', notNull: true },
      { name: 'events', sql: 'integer', notNull: true },
      { name: 'first_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'last_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'sealed_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'previous', sql: 'text', notNull: true },
      { name: 'hash', sql: 'text', notNull: true },
    ],
    constraints: [{ name: 'audit_block_pk', is: 'primary key (number)' }],
    indexes: [],
  },
  {
    // In which block an event is sealed. What is redacted keeps the digest of what it said and loses the salt; what went
    // lawfully (the demo company) keeps its leaf. Both name the event that says so.
    name: 'audit_entry',
    columns: [
      { name: 'event_id', sql: 'uuid', notNull: true },
      { name: 'block', sql: 'integer', notNull: true },
      { name: 'salt', sql: 'bytea' },
      { name: 'leaf', sql: 'bytea', notNull: true },
      { name: 'digest', sql: 'bytea' },
      { name: 'redacted_by', sql: 'uuid' },
      { name: 'removed_by', sql: 'uuid' },
    ],
    constraints: [{ name: 'audit_entry_pk', is: 'primary key (event_id)' }],
    indexes: [{ name: 'audit_entry_block_idx', on: '(block)' }],
  },
  {
    // Where the columns of a kind of file go: decided once for a header, proposed for the next file with the same.
    name: 'import_mapping',
    columns: [
      { name: 'object', sql: 'text', notNull: true },
      { name: 'header_hash', sql: 'text', notNull: true },
      { name: 'header', sql: 'jsonb', notNull: true },
      { name: 'plan', sql: 'jsonb', notNull: true },
      { name: 'file_name', sql: 'text', notNull: true },
      { name: 'used', sql: 'integer', notNull: true },
      { name: 'used_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'used_by', sql: 'uuid' },
    ],
    constraints: [{ name: 'import_mapping_pk', is: 'primary key (object, header_hash)' }],
    indexes: [{ name: 'import_mapping_used_idx', on: '(object, used_at)' }],
  },
  {
    // Cells that were mended on the screen, by line; the file itself stays as it came.
    name: 'import_fix',
    columns: [
      { name: 'import_id', sql: 'uuid', notNull: true },
      { name: 'line', sql: 'integer', notNull: true },
      { name: 'cells', sql: 'jsonb', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'by_id', sql: 'uuid' },
    ],
    constraints: [{ name: 'import_fix_pk', is: 'primary key (import_id, line)' }],
    indexes: [],
  },
  {
    // A place from which files come by the clock.
    name: 'feed',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'name', sql: 'text', notNull: true },
      { name: 'object', sql: 'text', notNull: true },
      { name: 'source', sql: 'jsonb', notNull: true },
      { name: 'secret', sql: 'text' },
      { name: 'plan', sql: 'jsonb', notNull: true },
      { name: 'every_minutes', sql: 'integer', notNull: true },
      { name: 'paused', sql: 'boolean', notNull: true },
      { name: 'next_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'started_at', sql: 'timestamptz(3)' },
      { name: 'finished_at', sql: 'timestamptz(3)' },
      { name: 'error', sql: 'jsonb' },
      { name: 'created_at', sql: 'timestamptz(3)', notNull: true },
      { name: 'created_by', sql: 'uuid' },
    ],
    constraints: [{ name: 'feed_pk', is: 'primary key (id)' }],
    indexes: [{ name: 'feed_due_idx', on: '(next_at) where not paused' }],
  },
  {
    // The servers of a mailbox, known by its record, and how the last visit went.
    name: 'mail_connection',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'smtp', sql: 'jsonb' },
      { name: 'imap', sql: 'jsonb' },
      { name: 'dkim', sql: 'jsonb' },
      { name: 'secret', sql: 'text' },
      { name: 'imap_secret', sql: 'text' },
      { name: 'dkim_key', sql: 'text' },
      { name: 'problem', sql: 'jsonb' },
      { name: 'problem_at', sql: 'timestamptz(3)' },
      { name: 'synced_at', sql: 'timestamptz(3)' },
      // One process reads a mailbox at a time; its turn ends by itself.
      { name: 'lease_until', sql: 'timestamptz(3)' },
      { name: 'updated_at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'mail_connection_pk', is: 'primary key (id)' }],
    indexes: [{ name: 'mail_connection_imap_idx', on: '(lease_until) where imap is not null' }],
  },
  {
    // A folder as the server counted it last.
    name: 'mail_folder',
    columns: [
      { name: 'connection_id', sql: 'uuid', notNull: true },
      { name: 'path', sql: 'text', notNull: true },
      { name: 'reads', sql: 'boolean', notNull: true },
      { name: 'uid_validity', sql: 'text' },
      { name: 'in_mailbox', sql: 'integer', notNull: true },
      { name: 'synced_at', sql: 'timestamptz(3)' },
    ],
    constraints: [{ name: 'mail_folder_pk', is: 'primary key (connection_id, path)' }],
    indexes: [],
  },
  {
    // What became of each mail that lies in a folder now.
    name: 'mail_seen',
    columns: [
      { name: 'connection_id', sql: 'uuid', notNull: true },
      { name: 'path', sql: 'text', notNull: true },
      { name: 'uid', sql: 'bigint', notNull: true },
      { name: 'outcome', sql: 'text', notNull: true },
    ],
    constraints: [{ name: 'mail_seen_pk', is: 'primary key (connection_id, path, uid)' }],
    indexes: [],
  },
  {
    // Where a gateway of messages stands, known by its record, and how the last call went.
    name: 'message_connection',
    columns: [
      { name: 'id', sql: 'uuid', notNull: true },
      { name: 'url', sql: 'text', notNull: true },
      { name: 'secret', sql: 'text', notNull: true },
      { name: 'problem', sql: 'jsonb' },
      { name: 'problem_at', sql: 'timestamptz(3)' },
      { name: 'updated_at', sql: 'timestamptz(3)', notNull: true },
    ],
    constraints: [{ name: 'message_connection_pk', is: 'primary key (id)' }],
    indexes: [],
  },
  {
    // What a feed has brought, by the hash of its bytes: nothing comes in twice.
    name: 'feed_file',
    columns: [
      { name: 'feed_id', sql: 'uuid', notNull: true },
      { name: 'file_hash', sql: 'text', notNull: true },
      { name: 'file_name', sql: 'text', notNull: true },
      { name: 'at', sql: 'timestamptz(3)', notNull: true },
      { name: 'import_id', sql: 'uuid' },
      { name: 'error', sql: 'jsonb' },
    ],
    constraints: [{ name: 'feed_file_pk', is: 'primary key (feed_id, file_hash)' }],
    indexes: [{ name: 'feed_file_at_idx', on: '(feed_id, at)' }],
  },
]
