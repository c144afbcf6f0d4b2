import type { Table } from '../table.ts'

/** What runs by itself, and what waits for a consent. */
export const automationTables: readonly Table[] = [
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
      { name: 'approval_waiting_idx', on: "(object, record_id) where status = 'waiting'" },
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
]
