import type { RegisteredObject } from '#kernel/registry.ts'
import { workspaceObject } from '../events/no-object.ts'

/*
 * A takeout is everything of a workspace in one archive that any program can read: a tar in gzip with `schema.json` first,
 * then lines of JSON, then files by their hash, and `manifest.json` last. docs/guide/export.md describes it to people.
 */

/** How takeouts are laid out; a reader refuses what it does not know. */
export const takeoutFormat = 1

/** Names of the entries. What is long comes in parts: `records/contact.ndjson`, `records/contact.2.ndjson`, … */
export const takeoutEntry = {
  schema: 'schema.json',
  manifest: 'manifest.json',
  records: (object: string) => `records/${object}`,
  file: (sha256: string) => `files/${sha256}`,
  part: (base: string, number: number) => (number === 1 ? `${base}.ndjson` : `${base}.${number}.ndjson`),
}

/** First in the archive: what the lines mean, and what administrators have made. */
export type TakeoutSchema = {
  readonly format: typeof takeoutFormat
  readonly objects: Readonly<Record<string, Pick<RegisteredObject, 'label' | 'plural' | 'title' | 'module' | 'fields'>>>
  /** The version that is live, and its document; null where there is none. */
  readonly configuration: { readonly version: number; readonly document: unknown } | null
}

/** Last in the archive: what must be in it. One without it was cut short. */
export type TakeoutManifest = {
  readonly format: typeof takeoutFormat
  readonly sampan: string
  /** The instant whose data it holds. */
  readonly at: string
  readonly workspace: { readonly id: string; readonly name: string; readonly language: string }
  /** Records by object. */
  readonly records: Readonly<Record<string, { readonly live: number; readonly deleted: number }>>
  readonly events: number
  readonly files: { readonly count: number; readonly bytes: number }
  /** Bytes that records name but the store does not have. */
  readonly missingFiles: readonly string[]
  /** Every other entry, in order. */
  readonly entries: Readonly<Record<string, EntrySeal>>
}

export type EntrySeal = { readonly bytes: number; readonly sha256: string; readonly lines?: number }

/** The event by which a takeout came in. It stands in an entry of its own, so that all else is the same on either side. */
export const broughtKind = 'brought'

export type Carried = {
  readonly table: string
  /** The entry without its ending. */
  readonly base: string
  /** Which of its rows, as SQL; all where not given. */
  readonly where?: string
  /** Columns that mean something in the place where they were written alone, and what they become. */
  readonly without?: Readonly<Record<string, string>>
}

const brought = `kind = '${broughtKind}' and object = '${workspaceObject}'`
const event = { table: 'event', without: { dispatched_at: 'x.at' } }

/** Of the engine's own tables those that say something of the company. */
export const carried: readonly Carried[] = [
  { ...event, base: 'history', where: `not (${brought})` },
  { ...event, base: 'origin', where: brought },
  // When rights changed last is a note to other processes.
  { table: 'setting', base: 'workspace/setting', where: "key <> 'access'" },
  { table: 'configuration_version', base: 'workspace/configuration_version' },
  { table: 'configuration_draft', base: 'workspace/configuration_draft', where: "name = 'draft'" },
  ...[
    'rule_use',
    'share',
    'counter',
    'preference',
    'bulk_write',
    'comment',
    'follow',
    'legal_hold',
    'merge',
    'former_id',
    'person_request',
    'quality_figure',
    'quality_mend',
    'seeing',
    'handover',
    'handover_item',
    'import',
    'import_set',
    'import_batch',
    'import_refusal',
    'import_fix',
    'import_mapping',
    'approval_seat',
    'approval_note',
  ].map((table) => ({ table, base: `workspace/${table}` })),
  // The run of a flow that waits for it stays behind.
  { table: 'approval', base: 'workspace/approval', without: { run_id: 'null' } },
]

/** The engine's tables that stay behind, and why. */
export const leftBehind: Readonly<Record<string, string>> = {
  reporting_line: 'made from the people again',
  audit_block: 'the seal of one database; the next one seals the same events anew',
  audit_entry: 'the seal of one database; the next one seals the same events anew',
  idempotency: 'answers to requests under way',
  handled: 'what subscribers of one place have done',
  notification: 'what was new in one place; the next one has news of its own',
  presence: 'who looks at what at this moment',
  reading: 'who read how much in one place; in the next one another day is usual',
  reading_seen: 'what was counted already of a day in one place',
  import_row: 'made from the file again',
  quality: 'counted again where the records come in',
  quality_part: 'counted again where the records come in',
  matching: 'the keys are made again where the records come in',
  freed_column: 'rooms of fields that are gone',
  webhook: 'holds a secret, and the other place goes on sending',
  webhook_delivery: 'holds what was sent with a secret',
  feed: 'holds a secret, and the other place goes on fetching',
  feed_file: 'belongs to a feed',
  mail_connection: 'holds a secret, and the other place goes on reading the mailbox',
  mail_folder: 'belongs to a connection',
  mail_seen: 'belongs to a connection',
  message_connection: 'holds a secret, and the other place goes on sending',
  flow_run: 'what is under way in one place is not begun again in the next',
  flow_step: 'belongs to a run of a flow',
  flow_address: 'holds a secret, and others would call the old place still',
  flow_call: 'what was sent to the address of one place',
  flow_timer: 'set again where the flow is live',
  signal_fire: 'what has fired in one place has had its effect there',
  signal_timer: 'set again where the signal is on',
  notice_mail: 'what one place has told its people by mail is not told again by the next',
}

/** `record_id` → `recordId`: lines have names as the API has them. */
export function camel(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
