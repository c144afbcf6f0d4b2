import { createHash } from 'node:crypto'
import { refuse } from '#kernel/problem.ts'
import type { Session } from '../../context.ts'
import { wordOf } from '../../http/parameters.ts'
import { runAction, writeRecords } from '../../records/records.ts'
import { compact } from '../compact.ts'
import { type Input, objectOf, objectProperty, type Tool, valuesOf } from '../tool.ts'
import { idOf } from './get.ts'

const valuesProperty = {
  type: 'object',
  description:
    'Values by field key, as `describe` tells. A relation takes an id; money a number or {"amount","currency"}; a date "2026-03-05".',
  additionalProperties: true,
}
const keyProperty = {
  type: 'string',
  minLength: 8,
  maxLength: 200,
  description: 'A text of your own for this call; sent again, the same call is not done twice.',
}

export const create: Tool = {
  name: 'create_record',
  title: 'Create a record 新建记录',
  description: () =>
    'Creates one record. Search first whether it is there already. Answers the record as it stands. 新建一条记录，请先搜索是否已存在。',
  does: 'add',
  input: (session) => ({
    properties: { object: objectProperty(session), values: valuesProperty, key: keyProperty },
    required: ['object', 'values'],
  }),
  run: async (session, input) => {
    const object = objectOf(session, input)
    const op = { do: 'create' as const, values: valuesOf(input, 'values') }
    const [record] = await writeRecords(once(session, 'create', input), object, [op])
    return { record: compact(record) }
  },
}

export const update: Tool = {
  name: 'update_record',
  title: 'Change a record 修改记录',
  description: () =>
    'Changes fields of one record; fields that are not named stay as they are, null empties one. With `version` from your last reading it is refused when somebody else changed the record meanwhile. To win, lose, convert and the like, use `run_action`. 修改一条记录的字段。',
  does: 'change',
  input: (session) => ({
    properties: {
      object: objectProperty(session),
      id: { type: 'string', format: 'uuid' },
      values: valuesProperty,
      version: { type: 'integer', description: 'The version that you have read.' },
      key: keyProperty,
    },
    required: ['object', 'id', 'values'],
  }),
  run: async (session, input) => {
    const { version } = input
    if (version !== undefined && !Number.isInteger(version))
      throw refuse('malformed', 'version', { en: 'A version is a whole number.', zh: '版本号应为整数。' })
    const op = {
      do: 'update' as const,
      id: idOf(input),
      values: valuesOf(input, 'values'),
      ...(version === undefined ? {} : { version: version as number }),
    }
    const [record] = await writeRecords(once(session, 'update', input), objectOf(session, input), [op])
    return { record: compact(record) }
  },
}

export const act: Tool = {
  name: 'run_action',
  title: 'Run an action 执行动作',
  description: () =>
    'Runs a business action, such as win or convert, on one record. `describe` tells the actions of an object and their input; `get_record` those that fit a record now. 对一条记录执行业务动作。',
  does: 'change',
  input: (session) => ({
    properties: {
      object: objectProperty(session),
      id: { type: 'string', format: 'uuid' },
      action: { type: 'string' },
      input: { type: 'object', additionalProperties: true, description: 'By the input fields of the action.' },
      key: keyProperty,
    },
    required: ['object', 'id', 'action'],
  }),
  run: async (session, input) => {
    const { results, records } = await runAction(
      once(session, 'act', input),
      objectOf(session, input),
      wordOf(input['action']),
      [idOf(input)],
      valuesOf(input, 'input'),
    )
    return compact({ result: results[0], record: records[0] })
  },
}

/** A call that carries a key of its own is done once. */
function once(session: Session, tool: string, { key, ...input }: Input): Session {
  if (key === undefined) return session
  if (typeof key !== 'string' || key.length < 8 || key.length > 200)
    throw refuse('malformed', 'key', { en: 'A key has 8 to 200 characters.', zh: 'key 长度应为 8 到 200 个字符。' })
  const fingerprint = createHash('sha256')
    .update(`mcp ${tool}\n${JSON.stringify(input)}`)
    .digest('hex')
  return { ...session, idempotency: { key, fingerprint } }
}
