import type { Action } from '#kernel/behaviour.ts'
import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { fieldSchema } from './fields.ts'
import { mergePaths } from './merge-paths.ts'
import {
  answers,
  body,
  historyParameter,
  listParameters,
  pageParameters,
  parameter,
  pascal,
  problems,
  ref,
  required,
  type Schema,
} from './parts.ts'
import { sharedSchemas } from './shared-schemas.ts'

/** What can be done with the records of one object, as far as the caller may. */
export function objectPaths(session: Session, object: RegisteredObject): Schema {
  const name = pascal(object.key)
  const { language } = session
  const { plural } = object
  const { en, zh } = object.label
  const tags = [object.key]
  const rights = session.principal.rights(object.key)
  const id = parameter('path', 'id', { type: 'string', format: 'uuid' }, { en: 'Id of the record.', zh: '记录编号。' })
  const select = parameter(
    'query',
    'select',
    { type: 'string' },
    {
      en: 'Fields, by commas; a dot follows a relation: `name,owner.team.name`.',
      zh: '字段，以逗号分隔，用点沿关联展开：`name,owner.team.name`。',
    },
  )
  const match = parameter(
    'header',
    'If-Match',
    { type: 'string' },
    { en: 'The version last seen; a stale one is refused with 412.', zh: '最后看到的版本，过期返回 412。' },
  )
  const key = parameter(
    'header',
    'Idempotency-Key',
    { type: 'string', minLength: 8, maxLength: 200 },
    { en: 'The same request sent again gets the same answer.', zh: '同一请求重复发送得到同一答复。' },
  )
  const one = answers(object.label, ref(name))
  const actions = object.actions.filter((a) => rights.actions === 'all' || rights.actions.has(a.key))
  return {
    [`/api/v1/${object.key}`]: {
      get: {
        tags,
        operationId: `list${name}`,
        summary: say({ en: `List ${plural}`, zh: `查询${zh}` }, language),
        parameters: [...listParameters, select],
        responses: answers({ en: 'A page of records', zh: '一页记录' }, ref(`${name}List`)),
      },
      ...(rights.create
        ? {
            post: {
              tags,
              operationId: `create${name}`,
              summary: say({ en: `Create: ${en}`, zh: `新建${zh}` }, language),
              parameters: [select, key],
              requestBody: body(ref(`${name}Draft`)),
              responses: answers({ en: 'The record made', zh: '新建的记录' }, ref(name), '201'),
            },
          }
        : {}),
    },
    [`/api/v1/${object.key}/{id}`]: {
      get: {
        tags,
        operationId: `get${name}`,
        summary: say({ en: `Read: ${en}`, zh: `查看${zh}` }, language),
        parameters: [id, select],
        responses: one,
      },
      ...(rights.scopes.update.length
        ? {
            patch: {
              tags,
              operationId: `update${name}`,
              summary: say({ en: `Change: ${en}`, zh: `修改${zh}` }, language),
              parameters: [id, match, key],
              requestBody: body(ref(`${name}Patch`)),
              responses: one,
            },
          }
        : {}),
      ...(rights.scopes.delete.length
        ? {
            delete: {
              tags,
              operationId: `delete${name}`,
              summary: say({ en: `Delete (to the recycle bin): ${en}`, zh: `删除${zh}（移入回收站）` }, language),
              parameters: [id, match],
              responses: { '204': { description: { en: 'Deleted', zh: '已删除' } }, ...problems },
            },
          }
        : {}),
    },
    [`/api/v1/${object.key}/{id}/restore`]: {
      post: {
        tags,
        operationId: `restore${name}`,
        summary: say({ en: `Restore from the recycle bin: ${en}`, zh: `从回收站恢复${zh}` }, language),
        parameters: [id, key],
        responses: one,
      },
    },
    [`/api/v1/${object.key}/{id}/timeline`]: {
      get: {
        tags,
        operationId: `timeline${name}`,
        summary: say({ en: `What happened: ${en}`, zh: `${zh}的动态` }, language),
        parameters: [id, historyParameter, ...pageParameters],
        responses: answers({ en: 'Newest first', zh: '从新到旧' }, ref('Timeline')),
      },
    },
    [`/api/v1/${object.key}/{id}/page`]: {
      get: {
        tags,
        operationId: `page${name}`,
        summary: say({ en: `All of its page: ${en}`, zh: `${zh}页面的全部内容` }, language),
        parameters: [id],
        responses: answers({ en: 'The page', zh: '页面内容' }, { type: 'object' }),
      },
    },
    [`/api/v1/${object.key}/batch`]: {
      post: {
        tags,
        operationId: `batch${name}`,
        summary: say(
          { en: `Up to 1,000 writes, all or nothing: ${en}`, zh: `批量写入${zh}（最多 1,000 条，全部成功或全部失败）` },
          language,
        ),
        parameters: [key],
        requestBody: body({
          type: 'object',
          properties: {
            trial: {
              type: 'boolean',
              description: {
                en: 'Writes nothing: the answer is `refused`, the index and problems of each update that would be.',
                zh: '不写入任何内容：以 `refused` 返回会被拒绝的每项修改的序号与原因。',
              },
            },
            create: { type: 'array', items: ref(`${name}Draft`) },
            update: {
              type: 'array',
              items: {
                allOf: [
                  ref(`${name}Patch`),
                  {
                    type: 'object',
                    required: ['id'],
                    properties: { id: { type: 'string', format: 'uuid' }, version: { type: 'integer' } },
                  },
                ],
              },
            },
            delete: {
              type: 'array',
              items: {
                type: 'object',
                required: ['id'],
                properties: { id: { type: 'string', format: 'uuid' }, version: { type: 'integer' } },
              },
            },
          },
        }),
        responses: answers(
          { en: 'The records as they stand', zh: '写入后的记录' },
          {
            type: 'object',
            properties: {
              data: { type: 'array', items: { oneOf: [ref(name), { type: 'null' }] } },
              refused: {
                type: 'array',
                items: { type: 'object' },
                description: { en: 'Of a trial.', zh: '预检的结果。' },
              },
            },
          },
        ),
      },
    },
    [`/api/v1/${object.key}/group`]: {
      post: {
        tags,
        operationId: `group${name}`,
        summary: say({ en: `Count and sum: ${en}`, zh: `统计${zh}` }, language),
        requestBody: body(ref('GroupQuery')),
        responses: answers({ en: 'The groups', zh: '分组结果' }, ref('Groups')),
      },
    },
    [`/api/v1/${object.key}/board`]: {
      post: {
        tags,
        operationId: `board${name}`,
        summary: say({ en: `In columns: ${en}`, zh: `按列查看${zh}` }, language),
        requestBody: body(ref('BoardQuery')),
        responses: answers({ en: 'The columns with their first records', zh: '各列及其首批记录' }, ref('Board')),
      },
    },
    ...similarPath(name, object, session),
    ...mergePaths(name, object, session),
    ...bulkWritePaths(name, object, session, key),
    ...(actions.length ? bulkPaths(name, object, session, actions) : {}),
    ...(rights.export ? exportPaths(name, object, session) : {}),
    ...accessPaths(name, object, session, id),
    [`/api/v1/${object.key}/{id}/files/{field}/{file}`]: {
      get: {
        tags,
        operationId: `file${name}`,
        summary: say({ en: `A file that hangs on it: ${en}`, zh: `${zh}的附件` }, language),
        parameters: [
          id,
          parameter('path', 'field', { type: 'string' }, { en: 'The field of files.', zh: '附件字段。' }),
          parameter('path', 'file', { type: 'string', format: 'uuid' }, { en: 'Id of the file.', zh: '文件编号。' }),
        ],
        responses: fileAnswer('application/octet-stream'),
      },
    },
    ...Object.fromEntries(
      actions.map((action) => [
        `/api/v1/${object.key}/{id}/${action.key}`,
        {
          post: {
            tags,
            operationId: `${action.key}${name}`,
            'x-sampan-action': action.key,
            summary: say({ en: `${action.label.en}: ${en}`, zh: `${zh}：${action.label.zh}` }, language),
            parameters: [id, key],
            requestBody: body(inputSchema(action, session), false),
            responses: answers(
              { en: 'What it did', zh: '执行结果' },
              {
                type: 'object',
                properties: { result: {}, record: { oneOf: [ref(name), { type: 'null' }] } },
              },
            ),
          },
        },
      ]),
    ),
  }
}

/** What is there already that is like a record being entered. */
function similarPath(name: string, { key, label, matching }: RegisteredObject, { language }: Session): Schema {
  if (!matching) return {}
  const text = { type: 'string' }
  const item = {
    type: 'object',
    required: ['object', 'points', 'level', 'reasons', 'id', 'title', 'facts', 'case'],
    properties: {
      object: text,
      points: { type: 'number' },
      level: { type: 'string', enum: ['sure', 'likely', 'possible'] },
      reasons: { type: 'array', items: { type: 'object', properties: { text, points: { type: 'number' } } } },
      id: { type: ['string', 'null'] },
      title: { type: ['string', 'null'] },
      facts: { type: 'array', items: { type: 'object', properties: { key: text, label: text, value: text } } },
      case: { type: ['object', 'null'], properties: { object: text, id: text, action: text } },
    },
  }
  return {
    [`/api/v1/${key}/alike`]: {
      post: {
        tags: [key],
        operationId: `alike${name}`,
        summary: say({ en: `How alike records are: ${label.en}`, zh: `比较相似程度：${label.zh}` }, language),
        requestBody: body({
          type: 'object',
          required: ['ids'],
          properties: { ids: { type: 'array', minItems: 2, maxItems: 20, items: { type: 'string', format: 'uuid' } } },
        }),
        responses: answers(
          { en: 'Each with each, the likest first', zh: '两两比较，最相似的在前' },
          {
            type: 'object',
            required: ['data'],
            properties: {
              data: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['a', 'b', 'points', 'level', 'reasons'],
                  properties: {
                    a: text,
                    b: text,
                    points: { type: 'number' },
                    level: { enum: ['sure', 'likely', 'possible', null] },
                    reasons: item.properties.reasons,
                  },
                },
              },
            },
          },
        ),
      },
    },
    [`/api/v1/${key}/similar`]: {
      post: {
        tags: [key],
        operationId: `similar${name}`,
        summary: say({ en: `What is like it already: ${label.en}`, zh: `查找相似记录：${label.zh}` }, language),
        requestBody: body({
          type: 'object',
          required: ['values'],
          properties: { values: { type: 'object' }, id: { type: 'string', format: 'uuid' } },
        }),
        responses: answers(
          {
            en: 'The likest first; one that the caller may not see has no id',
            zh: '按相似程度排列，无权查看的记录没有编号',
          },
          {
            type: 'object',
            required: ['does', 'data'],
            properties: {
              does: { type: 'string', enum: ['allow', 'warn', 'block', 'judge'] },
              data: { type: 'array', items: item },
            },
          },
        ),
      },
    },
  }
}

/** Many records at once: what a filter selects is confirmed by its count and hash before anything is written. */
function bulkWritePaths(name: string, { key, label }: RegisteredObject, { language }: Session, once: Schema): Schema {
  const tags = [key]
  const said = (en: string, zh: string) => say({ en: `${en}: ${label.en}`, zh: `${zh}：${label.zh}` }, language)
  const values = { type: 'object' }
  return {
    [`/api/v1/${key}/selection`]: {
      post: {
        tags,
        operationId: `select${name}`,
        summary: said('How many, and which, a selection means now', '确认所选范围'),
        requestBody: body(ref('Selection')),
        responses: answers({ en: 'Count and hash, to be confirmed', zh: '待确认的数量和摘要' }, ref('FrozenSelection')),
      },
    },
    [`/api/v1/${key}/bulk`]: {
      post: {
        tags,
        operationId: `bulk${name}`,
        summary: said('Change, delete or act on all that was confirmed, or on none', '对确认过的记录批量操作'),
        parameters: [once],
        requestBody: body({
          type: 'object',
          required: ['selection', 'do'],
          properties: {
            selection: {
              allOf: [
                ref('Selection'),
                { type: 'object', properties: { count: { type: 'integer' }, hash: { type: 'string' } } },
              ],
              description: {
                en: 'With the count and hash of `…/selection` where it is a filter; 409 where they no longer fit.',
                zh: '按筛选条件执行时须带 `…/selection` 返回的数量和摘要，不再一致时返回 409。',
              },
            },
            do: { type: 'string', enum: ['update', 'delete', 'action'] },
            values: {
              ...values,
              description: { en: 'For update: new values by field.', zh: '用于 update：各字段的新值。' },
            },
            add: {
              ...values,
              description: {
                en: 'For update: values that fields of several values get besides theirs.',
                zh: '用于 update：多值字段要追加的值。',
              },
            },
            remove: {
              ...values,
              description: { en: 'For update: values that they lose.', zh: '用于 update：多值字段要移除的值。' },
            },
            action: { type: 'string' },
            input: values,
          },
        }),
        responses: answers({ en: 'What came of it; the counts add up', zh: '执行结果及各项计数' }, ref('BulkResult')),
      },
    },
    [`/api/v1/${key}/undo/{id}`]: {
      post: {
        tags,
        operationId: `undoBulk${name}`,
        summary: said('Take a bulk write of yours back, within 30 days', '撤销自己的批量操作（30 天内）'),
        parameters: [
          parameter(
            'path',
            'id',
            { type: 'string', format: 'uuid' },
            { en: 'Id of the bulk write.', zh: '批量操作的编号。' },
          ),
          once,
        ],
        responses: answers(
          { en: 'What came back; what was changed since stays', zh: '已恢复的记录，其后又被修改的不变' },
          ref('BulkResult'),
        ),
      },
    },
  }
}

function bulkPaths(
  name: string,
  { key, label }: RegisteredObject,
  session: Session,
  actions: readonly Action[],
): Schema {
  return Object.fromEntries(
    actions.map((action) => [
      `/api/v1/${key}/bulk/${action.key}`,
      {
        post: {
          tags: [key],
          operationId: `${action.key}All${name}`,
          summary: say(
            { en: `${action.label.en}, many at once: ${label.en}`, zh: `批量${action.label.zh}：${label.zh}` },
            session.language,
          ),
          requestBody: body({
            type: 'object',
            required: ['ids'],
            properties: {
              ids: { type: 'array', minItems: 1, maxItems: 1000, items: { type: 'string', format: 'uuid' } },
              input: inputSchema(action, session),
            },
          }),
          responses: answers(
            { en: 'What it did, record by record', zh: '每条记录的执行结果' },
            {
              type: 'object',
              properties: {
                results: { type: 'array', items: {} },
                records: { type: 'array', items: { oneOf: [ref(name), { type: 'null' }] } },
              },
            },
          ),
        },
      },
    ]),
  )
}

function exportPaths(name: string, { key, label }: RegisteredObject, { language }: Session): Schema {
  const summary = say({ en: `As a table: ${label.en}`, zh: `导出${label.zh}` }, language)
  const format = { type: 'string', enum: ['csv', 'xlsx'] }
  const list = { type: 'array', items: { type: 'string' } }
  return {
    [`/api/v1/${key}/export`]: {
      get: {
        tags: [key],
        operationId: `export${name}`,
        summary,
        parameters: [
          parameter('query', 'format', format, { en: 'As CSV or Excel.', zh: 'CSV 或 Excel。' }),
          parameter(
            'query',
            'mark',
            { type: 'boolean' },
            { en: 'A last column that carries the mark of the export.', zh: '最后一列带导出水印。' },
          ),
          ...listParameters.filter((one) => one['name'] === 'where' || one['name'] === 'sort'),
          parameter('query', 'select', { type: 'string' }, { en: 'Fields, by commas.', zh: '字段，以逗号分隔。' }),
        ],
        responses: fileAnswer('text/csv'),
      },
      post: {
        tags: [key],
        operationId: `export${name}By`,
        summary,
        requestBody: body({
          type: 'object',
          properties: { format, mark: { type: 'boolean' }, where: { type: 'object' }, select: list, sort: list },
        }),
        responses: fileAnswer('text/csv'),
      },
    },
  }
}

/** Who reaches a record, whom it is shared with, what keeps it from being erased. */
function accessPaths(name: string, { key, label, traits }: RegisteredObject, session: Session, id: Schema): Schema {
  const said = (en: string, zh: string) => say({ en: `${en}: ${label.en}`, zh: `${label.zh}：${zh}` }, session.language)
  const grantee = parameter(
    'path',
    'grantee',
    { type: 'string', format: 'uuid' },
    { en: 'Id of the person or team.', zh: '成员或团队的编号。' },
  )
  const at = (rest: string) => `/api/v1/${key}/{id}/${rest}`
  const operation = (kind: string, summary: string, rest: Schema) => ({
    tags: [key],
    operationId: `${kind}${name}`,
    summary,
    parameters: [id],
    ...rest,
  })
  const shares = {
    [at('shares')]: {
      get: operation('shares', said('Whom it is shared with', '共享对象'), {
        responses: answers(
          { en: 'Shares', zh: '共享列表' },
          {
            type: 'object',
            required: ['data', 'opens', 'inherited'],
            properties: {
              data: { type: 'array', items: sharedSchemas['Share'] },
              opens: {
                type: 'array',
                description: say(
                  {
                    en: 'Objects whose records that belong to this one are open with it.',
                    zh: '属于这条记录、会随之一并开放的对象。',
                  },
                  session.language,
                ),
                items: {
                  type: 'object',
                  properties: { object: { type: 'string' }, level: { enum: ['read', 'update'] } },
                },
              },
              inherited: {
                type: 'array',
                description: say(
                  {
                    en: 'Shares of what this one belongs to, by which it is open as well.',
                    zh: '所属记录的共享，这条记录也因此开放。',
                  },
                  session.language,
                ),
                items: { type: 'object' },
              },
            },
          },
        ),
      }),
      post: operation('share', said('Share', '共享'), {
        requestBody: body({ ...(sharedSchemas['Share'] as Schema), required: ['granteeId'] }),
        responses: { '204': { description: { en: 'Shared', zh: '已共享' } }, ...problems },
      }),
    },
    [at('shares/{grantee}')]: {
      delete: operation('unshare', said('End a share', '取消共享'), {
        parameters: [id, grantee],
        responses: { '204': { description: { en: 'Ended', zh: '已取消' } }, ...problems },
      }),
    },
  }
  const holds = {
    [at('hold')]: {
      post: operation('hold', said('Keep it, whoever asks to be forgotten', '设置法律保留'), {
        requestBody: body({
          type: 'object',
          properties: { reason: { type: 'string' }, until: { type: ['string', 'null'] } },
        }),
        responses: { '204': { description: { en: 'Held', zh: '已保留' } }, ...problems },
      }),
      delete: operation('unhold', said('End the hold', '解除法律保留'), {
        responses: { '204': { description: { en: 'Ended', zh: '已取消' } }, ...problems },
      }),
    },
  }
  return {
    [at('access')]: {
      get: operation('access', said('Who can see it, and why', '谁能看到，为什么'), {
        responses: answers({ en: 'Everybody who reaches it', zh: '能访问的全部成员' }, { type: 'object' }),
      }),
    },
    ...(traits.includes('shared') ? shares : {}),
    ...(session.principal.admin ? holds : {}),
  }
}

function inputSchema(action: Action, session: Session): Schema {
  const entries = Object.entries(action.input)
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, field]) => [key, fieldSchema(field, session)])),
    ...required(entries),
  }
}

function fileAnswer(type: string): Schema {
  const schema = { type: 'string', format: 'binary' }
  return { '200': { description: { en: 'The file', zh: '文件' }, content: { [type]: { schema } } }, ...problems }
}
