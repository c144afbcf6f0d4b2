import type { Table } from '../table.ts'

/** Who stands where, who may see what, and whose work goes to whom. */
export const peopleTables: readonly Table[] = [
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
]
