import type { Operation } from '../operations.ts'

const at = '/api/v1/configuration'
const admin = true as const
const item = { type: 'object' }

export const configurationOperations: readonly Operation[] = [
  { at: `GET ${at}`, id: 'configuration', admin, is: { en: 'The configuration as it holds', zh: '当前配置' } },
  { at: `GET ${at}/draft`, id: 'configurationDraft', admin, is: { en: 'The draft', zh: '配置草稿' } },
  {
    at: `DELETE ${at}/draft`,
    id: 'discardDraft',
    admin,
    is: { en: 'Throw the draft away', zh: '放弃草稿' },
    status: '204',
  },
  {
    at: `POST ${at}/draft/{section}`,
    id: 'addToDraft',
    admin,
    is: { en: 'Add an object, a field, a rule …', zh: '在草稿中新增对象、字段、规则等' },
    body: item,
    status: '201',
  },
  {
    at: `PATCH ${at}/draft/{section}/{key}`,
    id: 'changeDraft',
    admin,
    is: { en: 'Change something of the draft', zh: '修改草稿内容' },
    body: item,
  },
  {
    at: `DELETE ${at}/draft/{section}/{key}`,
    id: 'removeFromDraft',
    admin,
    is: { en: 'Remove something', zh: '从草稿中移除' },
    query: { repair: { en: '`true` to mend what uses it.', zh: '`true` 表示同时修正引用它的内容。' } },
  },
  {
    at: `GET ${at}/plan`,
    id: 'configurationPlan',
    admin,
    is: { en: 'What publishing would do', zh: '发布计划' },
    query: { version: { en: 'Plan of going back to it.', zh: '返回退回该版本的计划。' } },
  },
  {
    at: `POST ${at}/publish`,
    id: 'publishConfiguration',
    admin,
    is: { en: 'Publish the draft', zh: '发布草稿' },
    body: { type: 'object', properties: { reason: { type: 'string' } } },
  },
  {
    at: `POST ${at}/rollback`,
    id: 'rollBackConfiguration',
    admin,
    is: { en: 'Go back to a version', zh: '回退到某个版本' },
    body: {
      type: 'object',
      required: ['version'],
      properties: { version: { type: 'integer' }, reason: { type: 'string' } },
    },
  },
  { at: `GET ${at}/run`, id: 'configurationRun', admin, is: { en: 'How a publication stands', zh: '发布进度' } },
  { at: `GET ${at}/versions`, id: 'listConfigurationVersions', admin, is: { en: 'All versions', zh: '配置版本列表' } },
  {
    at: `GET ${at}/versions/{version}`,
    id: 'getConfigurationVersion',
    admin,
    is: { en: 'One version', zh: '配置版本详情' },
  },
  {
    at: `GET ${at}/uses`,
    id: 'configurationUses',
    admin,
    is: { en: 'What uses a field or an object', zh: '查看引用关系' },
    query: { section: { en: 'Part of the configuration.', zh: '配置的部分。' }, key: { en: 'Its key.', zh: '键。' } },
  },
  {
    at: `GET ${at}/freed`,
    id: 'freedColumns',
    admin,
    is: { en: 'Columns of removed fields that still hold values', zh: '已移除字段留下的数据' },
  },
  {
    at: `POST ${at}/freed/empty`,
    id: 'emptyFreedColumn',
    admin,
    is: { en: 'Empty such a column for ever', zh: '彻底清空已移除字段的数据' },
    body: { type: 'object', properties: { table: { type: 'string' }, column: { type: 'string' } } },
    status: '204',
  },
  {
    at: `POST ${at}/formula`,
    id: 'readFormula',
    admin,
    is: { en: 'Try a formula', zh: '检查公式' },
    body: {
      type: 'object',
      properties: { object: { type: 'string' }, is: { type: 'string' }, result: { type: 'string' } },
    },
  },
  {
    at: `POST ${at}/score`,
    id: 'tryScore',
    admin,
    is: { en: 'What rules of a score would make of the records that there are', zh: '试算评分规则对现有记录的影响' },
    body: {
      type: 'object',
      required: ['object', 'rules'],
      properties: {
        object: { type: 'string' },
        field: { type: 'string' },
        rules: { type: 'array', items: { type: 'object' } },
        where: { type: 'object' },
        floor: { type: 'integer' },
        cap: { type: 'integer' },
        grades: { type: 'array', items: { type: 'object' } },
      },
    },
  },
  {
    at: `POST ${at}/learn`,
    id: 'learnScore',
    admin,
    is: { en: 'Learn a score anew from the past, now', zh: '立即用历史数据重新学习评分' },
    body: { type: 'object', properties: { object: { type: 'string' }, score: { type: 'string' } } },
  },
  {
    at: `GET ${at}/export`,
    id: 'exportConfiguration',
    admin,
    is: { en: 'The configuration as one readable file', zh: '导出配置文件' },
    query: { version: { en: 'Of that version.', zh: '该版本的内容。' } },
    file: 'application/yaml',
  },
  {
    at: `POST ${at}/import`,
    id: 'importConfiguration',
    admin,
    is: { en: 'Read such a file into the draft, or tell what would change', zh: '导入配置文件或预览差异' },
    body: { type: 'object', required: ['yaml'], properties: { yaml: { type: 'string' }, dryRun: { type: 'boolean' } } },
  },
]
