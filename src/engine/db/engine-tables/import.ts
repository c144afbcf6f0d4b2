import type { Table } from '../table.ts'

/** What comes in from files. */
export const importTables: readonly Table[] = [
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
