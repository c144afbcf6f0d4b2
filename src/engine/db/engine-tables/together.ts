import type { Table } from '../table.ts'

/** What people tell one another, and what they are told. */
export const togetherTables: readonly Table[] = [
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
]
