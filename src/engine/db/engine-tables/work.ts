import type { Table } from '../table.ts'

/** What each request and job keeps in mind. */
export const workTables: readonly Table[] = [
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
]
