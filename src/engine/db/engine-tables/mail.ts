import type { Table } from '../table.ts'

/** The mailboxes and gateways. */
export const mailTables: readonly Table[] = [
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
]
