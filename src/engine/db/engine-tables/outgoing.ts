import type { Table } from '../table.ts'

/** What other programs are told. */
export const outgoingTables: readonly Table[] = [
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
]
