import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { accessPaths } from './access-paths.ts'
import { actionPaths } from './action-paths.ts'
import { bulkWritePaths } from './bulk-paths.ts'
import { mergePaths } from './merge-paths.ts'
import {
  answers,
  body,
  entryTypeParameter,
  historyParameter,
  listParameters,
  pageParameters,
  parameter,
  pascal,
  problems,
  ref,
  type Schema,
} from './parts.ts'
import { similarPath } from './similar-paths.ts'

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
        parameters: [id, historyParameter, entryTypeParameter, ...pageParameters],
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
    ...actionPaths(name, object, session, actions, [id, key]),
  }
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

function fileAnswer(type: string): Schema {
  const schema = { type: 'string', format: 'binary' }
  return { '200': { description: { en: 'The file', zh: '文件' }, content: { [type]: { schema } } }, ...problems }
}
