import type { Operation } from '../operations.ts'

const uuid = { type: 'string', format: 'uuid' }
const text = { type: ['string', 'null'] }
const step = {
  type: 'object',
  required: ['step', 'kind', 'status', 'at', 'reason'],
  properties: {
    step: { type: 'string' },
    kind: { type: 'string' },
    status: { enum: ['done', 'waiting', 'failed', 'skipped'] },
    at: { type: 'string', format: 'date-time' },
    input: { type: ['object', 'null'] },
    output: { type: ['object', 'null'] },
    reason: text,
  },
}
const run = {
  type: 'object',
  required: ['id', 'flow', 'version', 'status', 'startedAt'],
  properties: {
    id: uuid,
    flow: { type: 'object', required: ['id', 'name'], properties: { id: uuid, name: { type: 'string' } } },
    version: { type: 'integer' },
    status: { enum: ['running', 'waiting', 'done', 'failed', 'stopped'] },
    record: { type: ['object', 'null'] },
    step: { type: ['object', 'null'] },
    startedAt: { type: 'string', format: 'date-time' },
    finishedAt: text,
    dueAt: text,
    reason: text,
    mends: { type: 'boolean' },
  },
}
const history = {
  ...run,
  properties: { ...run.properties, definition: { type: 'object' }, steps: { type: 'array', items: step } },
}
const listOf = (items: object) => ({
  type: 'object',
  required: ['data'],
  properties: { data: { type: 'array', items } },
})

/** Flows under way. Their definitions are records of the object `flow`, with its actions. */
export const flowOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/flows/steps',
    id: 'listStepKinds',
    is: { en: 'Kinds of steps', zh: '步骤种类' },
    answer: listOf({ type: 'object' }),
  },
  {
    at: 'GET /api/v1/flows/uses',
    id: 'listFlowUses',
    is: { en: 'How much each flow is used', zh: '各流程的使用情况' },
    answer: listOf({ type: 'object' }),
  },
  {
    at: 'GET /api/v1/flows/of',
    id: 'listFlowsOfRecord',
    is: {
      en: 'Flows in which a record is or was, and those with a button for it',
      zh: '记录所在的流程，以及可对它点击的流程按钮',
    },
    query: {
      object: { en: 'Key of the object.', zh: '对象的键。' },
      record: { en: 'Id of the record.', zh: '记录编号。' },
    },
    answer: {
      type: 'object',
      required: ['runs', 'buttons'],
      properties: { runs: { type: 'array', items: run }, buttons: { type: 'array', items: { type: 'object' } } },
    },
  },
  {
    at: 'GET /api/v1/flows/{id}/runs',
    id: 'listFlowRuns',
    is: { en: 'Runs of a flow, the latest first', zh: '流程的运行实例，从新到旧' },
    query: {
      status: {
        en: 'Only these, by commas: `running`, `waiting`, `done`, `failed`, `stopped`.',
        zh: '仅这些状态，逗号分隔：`running`、`waiting`、`done`、`failed`、`stopped`。',
      },
      before: { en: 'Begun before this instant.', zh: '在此时间之前启动。' },
      limit: { en: 'At most 200.', zh: '最多 200。' },
    },
    answer: listOf(run),
  },
  {
    at: 'POST /api/v1/flows/{id}/test',
    id: 'testFlow',
    is: { en: 'Try the draft on a record; nothing of it is kept', zh: '用一条记录试运行草稿，不产生任何影响' },
    body: { type: 'object', properties: { recordId: { type: ['string', 'null'], format: 'uuid' } } },
    answer: {
      type: 'object',
      required: ['steps', 'matches', 'ended'],
      properties: {
        steps: { type: 'array', items: step },
        matches: { type: 'boolean' },
        ended: { enum: ['end', 'failed'] },
      },
    },
  },
  {
    at: 'POST /api/v1/flows/{id}/start',
    id: 'startFlow',
    is: { en: 'Press the button of a flow for a record', zh: '对一条记录点击流程按钮' },
    body: { type: 'object', required: ['recordId'], properties: { recordId: uuid } },
    status: '202',
    answer: { type: 'object', required: ['run'], properties: { run: uuid } },
  },
  {
    at: 'GET /api/v1/flows/{id}/address',
    id: 'getFlowAddress',
    is: {
      en: 'The secret address of a flow that other systems set off, and its last 20 calls; for its owner and administrators',
      zh: '由其他系统触发的流程的保密地址及最近 20 次调用，仅负责人与系统管理员可见',
    },
    answer: {
      type: 'object',
      required: ['address', 'calls'],
      properties: {
        address: {
          type: ['object', 'null'],
          properties: { madeAt: { type: 'string', format: 'date-time' }, signed: { type: 'boolean' } },
        },
        calls: {
          type: 'array',
          items: {
            type: 'object',
            required: ['id', 'at', 'status', 'reason', 'run'],
            properties: {
              id: uuid,
              at: { type: 'string', format: 'date-time' },
              status: { enum: ['begun', 'kept', 'unmatched', 'refused'] },
              body: {},
              reason: text,
              run: { type: ['string', 'null'], format: 'uuid' },
            },
          },
        },
      },
    },
  },
  {
    at: 'POST /api/v1/flows/{id}/address',
    id: 'makeFlowAddress',
    is: {
      en: 'Make the secret address of a flow, or another one in place of it; answered once and kept as a hash',
      zh: '生成或更换流程的保密地址；只在此返回一次，系统仅保存其哈希值',
    },
    status: '201',
    answer: { type: 'object', required: ['path'], properties: { path: { type: 'string' } } },
  },
  {
    at: 'PATCH /api/v1/flows/{id}/address',
    id: 'signFlowCalls',
    is: {
      en: 'Ask a signature of every call, by a new secret that is answered once; or ask for none',
      zh: '要求每次调用带签名（新密钥只返回一次），或不再要求',
    },
    body: { type: 'object', required: ['signed'], properties: { signed: { type: 'boolean' } } },
    answer: { type: 'object', required: ['secret'], properties: { secret: text } },
  },
  {
    at: 'DELETE /api/v1/flows/{id}/address',
    id: 'closeFlowAddress',
    is: { en: 'Close the address of a flow', zh: '关闭流程的保密地址' },
    status: '204',
  },
  {
    at: 'GET /api/v1/flow-runs/{id}',
    id: 'getFlowRun',
    is: { en: 'One run with all its steps', zh: '运行实例及全部步骤' },
    answer: history,
  },
  {
    at: 'POST /api/v1/flow-runs/{id}/retry',
    id: 'retryFlowRun',
    is: { en: 'Try a failed step again', zh: '重试失败的步骤' },
    answer: history,
  },
  {
    at: 'POST /api/v1/flow-runs/{id}/skip',
    id: 'skipFlowStep',
    is: { en: 'Go on behind a failed step', zh: '跳过失败的步骤' },
    answer: history,
  },
  {
    at: 'POST /api/v1/flow-runs/{id}/stop',
    id: 'stopFlowRun',
    is: { en: 'End a run', zh: '结束运行实例' },
    answer: history,
  },
]
