import type { Operation } from '../operations.ts'

const text = { type: 'string' }
const uuid = { type: 'string', format: 'uuid' }

export const paperOperations: readonly Operation[] = [
  {
    at: 'POST /api/v1/templates/fill',
    id: 'fillTemplate',
    is: { en: 'Fill a template from a record, and tell what has no value', zh: '用记录填充模板，并列出缺少的值' },
    body: {
      type: 'object',
      required: ['object', 'template', 'record'],
      properties: { object: text, template: uuid, record: uuid },
    },
    answer: {
      type: 'object',
      required: ['texts', 'missing'],
      properties: { texts: { type: 'object' }, missing: { type: 'array', items: text } },
    },
  },
  {
    at: 'GET /api/v1/{object}/{id}/paper/{paper}',
    id: 'readPaper',
    is: {
      en: 'A record on paper, as a PDF; `papers` of an object in `/api/v1/meta` says which there are',
      zh: '记录的打印件（PDF）；`/api/v1/meta` 中各对象的 `papers` 列出可用的打印件',
    },
    file: 'application/pdf',
  },
]
