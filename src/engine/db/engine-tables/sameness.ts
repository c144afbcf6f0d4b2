import type { Table } from '../table.ts'

/** What is there twice, what was one record once, and how good the data is. */
export const samenessTables: readonly Table[] = [
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
]
