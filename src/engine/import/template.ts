import type { Readable } from 'node:stream'
import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { tableWriter } from './readers/writers.ts'
import { targetsOf } from './targets.ts'

/** A table with nothing but the headers that an import of the object finds by itself. */
export async function templateFile(
  session: Session,
  object: RegisteredObject,
  format: 'csv' | 'xlsx',
): Promise<Readable> {
  const targets = targetsOf(session, object).filter(
    (t) => t.is === 'field' && (t.part !== '' || t.field.type !== 'address'),
  )
  const writer = tableWriter(
    format,
    targets.map((t) => ({ name: say(t.label, session.language) })),
    { sheet: say(object.label, session.language).slice(0, 31) },
  )
  await writer.end()
  return writer.stream
}
