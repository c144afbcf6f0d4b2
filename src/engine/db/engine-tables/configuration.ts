import type { Table } from '../table.ts'

/** What was made to fit, version by version. */
export const configurationTables: readonly Table[] = [
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
]
