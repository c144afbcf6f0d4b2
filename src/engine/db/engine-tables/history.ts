import type { Table } from '../table.ts'

/** What happened, and what was looked at. */
export const historyTables: readonly Table[] = [
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
]
