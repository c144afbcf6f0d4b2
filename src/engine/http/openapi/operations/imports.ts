import type { Operation } from '../operations.ts'

const plan = { type: 'object', properties: { plan: { type: 'object' } } }
const undo = { type: 'object', properties: { force: { type: 'boolean' }, skip: { enum: ['changed'] } } }
const csv = 'text/csv'

export const importOperations: readonly Operation[] = [
  { at: 'GET /api/v1/imports', id: 'listImports', is: { en: 'Imports, newest first', zh: '导入列表' } },
  {
    at: 'POST /api/v1/imports',
    id: 'uploadImport',
    is: { en: 'Send a file to be imported', zh: '上传要导入的文件' },
    query: {
      object: { en: 'Key of the object; found by its header where not given.', zh: '对象的键，不填则按表头识别。' },
    },
    form: 'file',
    status: '201',
  },
  {
    at: 'GET /api/v1/imports/template',
    id: 'importTemplate',
    is: { en: 'An empty file to fill in', zh: '下载导入模板' },
    query: {
      object: { en: 'Key of the object.', zh: '对象的键。' },
      format: { en: '`csv` or `xlsx`.', zh: '`csv` 或 `xlsx`。' },
    },
    file: csv,
  },
  {
    at: 'GET /api/v1/imports/mappings',
    id: 'listMappings',
    is: { en: 'Mappings remembered by header', zh: '已记住的列对应' },
    query: { object: { en: 'Key of the object.', zh: '对象的键。' } },
  },
  {
    at: 'DELETE /api/v1/imports/mappings/{object}/{header}',
    id: 'forgetMapping',
    is: { en: 'Forget a mapping', zh: '删除已记住的列对应' },
    status: '204',
  },
  { at: 'GET /api/v1/imports/{id}', id: 'getImport', is: { en: 'How an import stands', zh: '导入详情' } },
  {
    at: 'PATCH /api/v1/imports/{id}',
    id: 'changeImport',
    is: { en: 'Correct how a file is read, or its plan', zh: '修改读取方式或方案' },
    body: {
      type: 'object',
      properties: { object: { type: 'string' }, source: { type: 'object' }, plan: { type: 'object' } },
    },
  },
  {
    at: 'POST /api/v1/imports/{id}/preview',
    id: 'previewImport',
    is: { en: 'What an import would do', zh: '预览导入结果' },
    body: plan,
  },
  {
    at: 'POST /api/v1/imports/{id}/run',
    id: 'runImport',
    is: { en: 'Import', zh: '开始导入' },
    body: plan,
    status: '202',
  },
  { at: 'POST /api/v1/imports/{id}/cancel', id: 'cancelImport', is: { en: 'Stop an import', zh: '取消导入' } },
  {
    at: 'POST /api/v1/imports/{id}/undo',
    id: 'undoImport',
    is: { en: 'Undo an import', zh: '撤销导入' },
    body: undo,
    status: '202',
  },
  {
    at: 'GET /api/v1/imports/{id}/errors',
    id: 'importErrors',
    is: { en: 'Refused rows, as the same file', zh: '下载未导入的行' },
    query: { format: { en: '`csv` or `xlsx`.', zh: '`csv` 或 `xlsx`。' } },
    file: csv,
  },
  {
    at: 'GET /api/v1/imports/{id}/rows',
    id: 'importRows',
    is: { en: 'Refused rows, to be mended', zh: '查看未导入的行' },
    query: {
      after: { en: 'Line of the last one seen.', zh: '已看到的最后一行的行号。' },
      limit: { en: 'At most 500.', zh: '最多 500。' },
    },
  },
  {
    at: 'POST /api/v1/imports/{id}/rows',
    id: 'fixImportRows',
    is: { en: 'Mend refused rows', zh: '修正未导入的行' },
    body: { type: 'object', properties: { rows: { type: 'array', items: { type: 'object' } } } },
  },
  { at: 'GET /api/v1/import-sets', id: 'listImportSets', is: { en: 'Sets of files', zh: '文件组列表' } },
  {
    at: 'POST /api/v1/import-sets',
    id: 'uploadImportSet',
    is: { en: 'Send several files, or a ZIP, that belong together', zh: '上传一组文件或 ZIP' },
    form: 'file',
    status: '201',
  },
  { at: 'GET /api/v1/import-sets/{id}', id: 'getImportSet', is: { en: 'How a set stands', zh: '文件组详情' } },
  {
    at: 'PATCH /api/v1/import-sets/{id}',
    id: 'changeImportSet',
    is: { en: 'Which object each file fills', zh: '指定每个文件的对象' },
    body: { type: 'object', properties: { files: { type: 'array', items: { type: 'object' } } } },
  },
  {
    at: 'POST /api/v1/import-sets/{id}/run',
    id: 'runImportSet',
    is: { en: 'Import a set', zh: '导入文件组' },
    status: '202',
  },
  { at: 'POST /api/v1/import-sets/{id}/cancel', id: 'cancelImportSet', is: { en: 'Stop a set', zh: '取消文件组' } },
  {
    at: 'POST /api/v1/import-sets/{id}/undo',
    id: 'undoImportSet',
    is: { en: 'Undo a set', zh: '撤销文件组' },
    body: undo,
    status: '202',
  },
  { at: 'GET /api/v1/feeds', id: 'listFeeds', is: { en: 'Files fetched by the clock', zh: '定时导入列表' } },
  {
    at: 'POST /api/v1/feeds',
    id: 'createFeed',
    is: { en: 'Fetch files by the clock', zh: '新建定时导入' },
    body: { type: 'object' },
    status: '201',
  },
  { at: 'GET /api/v1/feeds/{id}', id: 'getFeed', is: { en: 'One feed', zh: '定时导入详情' } },
  {
    at: 'PATCH /api/v1/feeds/{id}',
    id: 'changeFeed',
    is: { en: 'Change a feed', zh: '修改定时导入' },
    body: { type: 'object' },
  },
  { at: 'DELETE /api/v1/feeds/{id}', id: 'deleteFeed', is: { en: 'End a feed', zh: '删除定时导入' }, status: '204' },
  {
    at: 'GET /api/v1/feeds/{id}/files',
    id: 'listFeedFiles',
    is: { en: 'Files that a feed has fetched', zh: '定时导入取回的文件' },
  },
  { at: 'POST /api/v1/feeds/{id}/run', id: 'runFeed', is: { en: 'Fetch now', zh: '立即取回' }, status: '202' },
  {
    at: 'GET /api/v1/export-set',
    id: 'exportSet',
    is: { en: 'Several objects as a ZIP of tables', zh: '将多个对象导出为 ZIP' },
    query: {
      objects: { en: 'Keys, by commas; all of yours where not given.', zh: '对象的键，以逗号分隔，默认全部。' },
    },
    file: 'application/zip',
  },
  {
    at: 'GET /api/v1/export-all',
    id: 'exportAll',
    is: { en: 'Everything of the workspace as an archive, files included', zh: '导出整个工作区的全部数据和文件' },
    file: 'application/gzip',
  },
  {
    at: 'POST /api/v1/files',
    id: 'uploadFile',
    is: { en: 'Put up a file; its id goes into a field of files', zh: '上传文件' },
    form: 'file',
    status: '201',
  },
  {
    at: 'GET /api/v1/files/{id}',
    id: 'downloadFile',
    is: { en: 'A file of your own', zh: '下载自己上传的文件' },
    file: 'application/octet-stream',
  },
]
