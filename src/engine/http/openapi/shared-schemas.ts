import { reasons } from '#kernel/reasons.ts'
import { ref, type Schema } from './parts.ts'

/** Shapes that every object uses. */
export const sharedSchemas: Schema = {
  Reference: {
    description: {
      en: 'Another record; `hidden` where the caller may not see it.',
      zh: '关联的记录，调用者看不到时为 `hidden`。',
    },
    oneOf: [
      {
        type: 'object',
        required: ['id', 'title'],
        properties: { id: { type: 'string', format: 'uuid' }, title: { type: ['string', 'null'] } },
      },
      { type: 'object', required: ['hidden'], properties: { hidden: { const: true } } },
    ],
  },
  Money: {
    type: 'object',
    required: ['amount', 'currency'],
    properties: {
      amount: { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' },
      currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    },
  },
  Phone: {
    type: 'object',
    properties: { raw: { type: 'string' }, e164: { type: ['string', 'null'] }, ext: { type: ['string', 'null'] } },
  },
  Address: {
    type: 'object',
    properties: Object.fromEntries(
      ['country', 'province', 'city', 'district', 'street', 'postcode'].map((part) => [
        part,
        { type: ['string', 'null'] },
      ]),
    ),
  },
  Total: {
    type: 'object',
    required: ['value', 'exact'],
    properties: { value: { type: 'integer' }, exact: { type: 'boolean' } },
  },
  Selection: {
    description: {
      en: 'Records by id, or all that match a filter but those excepted.',
      zh: '按编号指定记录，或符合筛选条件的全部记录（可排除部分）。',
    },
    oneOf: [
      {
        type: 'object',
        required: ['ids'],
        properties: { ids: { type: 'array', minItems: 1, items: { type: 'string', format: 'uuid' } } },
      },
      {
        type: 'object',
        required: ['where'],
        properties: {
          where: { type: 'object' },
          except: { type: 'array', maxItems: 1000, items: { type: 'string', format: 'uuid' } },
        },
      },
    ],
  },
  FrozenSelection: {
    type: 'object',
    required: ['count', 'hash', 'writable', 'deletable'],
    properties: {
      count: { type: 'integer' },
      hash: { type: 'string', description: { en: 'SHA-256 over the sorted ids.', zh: '排序后编号的 SHA-256。' } },
      writable: {
        type: 'integer',
        description: { en: 'How many of them the caller may change.', zh: '其中调用者可修改的数量。' },
      },
      deletable: { type: 'integer' },
    },
  },
  BulkResult: {
    type: 'object',
    required: ['id', 'asked', 'changed', 'unchanged', 'refused', 'reasons'],
    properties: {
      id: {
        type: 'string',
        format: 'uuid',
        description: { en: 'Takes it back: `…/undo/{id}`.', zh: '用于撤销：`…/undo/{id}`。' },
      },
      asked: { type: 'integer', description: { en: 'The sum of the three that follow.', zh: '以下三项之和。' } },
      changed: { type: 'integer' },
      unchanged: { type: 'integer' },
      refused: { type: 'integer' },
      reasons: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            detail: { type: 'string' },
            count: { type: 'integer' },
            ids: { type: 'array', items: { type: 'string', format: 'uuid' } },
          },
        },
      },
    },
  },
  GroupQuery: {
    type: 'object',
    required: ['by'],
    properties: {
      where: { type: 'object' },
      by: {
        type: 'array',
        maxItems: 4,
        items: { type: 'string' },
        description: {
          en: 'Fields, or parts of dates: `closeDate:month`.',
          zh: '字段，或日期的一部分：`closeDate:month`。',
        },
      },
      measures: {
        type: 'array',
        items: { type: 'string' },
        description: {
          en: '`count`, `sum:amount`, `avg:…`, `min:…`, `max:…`.',
          zh: '`count`、`sum:amount`、`avg:…`、`min:…`、`max:…`。',
        },
      },
      convert: {
        type: 'boolean',
        description: {
          en: 'Money in the currency of the company, by the rate of the day that the field names, or of today.',
          zh: '金额折算为公司币种，使用字段指定日期当天或今天的汇率。',
        },
      },
      limit: { type: 'integer' },
    },
  },
  Groups: {
    type: 'object',
    required: ['data'],
    properties: {
      data: {
        type: 'array',
        items: {
          type: 'object',
          properties: { by: { type: 'array', items: {} }, measures: { type: 'array', items: {} } },
        },
      },
    },
  },
  BoardQuery: {
    type: 'object',
    required: ['by'],
    properties: {
      by: {
        type: 'string',
        description: { en: 'A choice or a relation: a column for each value.', zh: '单选或关联字段，每个值一列。' },
      },
      track: {
        type: 'string',
        format: 'uuid',
        description: {
          en: 'Where the columns are steps of several ways: which one. The main one where not given.',
          zh: '各列分属多个流程时，指定其中一个；默认为主流程。',
        },
      },
      where: { type: 'object' },
      select: { type: 'array', items: { type: 'string' } },
      sort: { type: 'array', items: { type: 'string' } },
      limit: {
        type: 'integer',
        maximum: 100,
        description: { en: 'Records of each column; 50 where not given.', zh: '每列的记录数，默认 50。' },
      },
    },
  },
  Board: {
    type: 'object',
    required: ['tracks', 'track', 'columns', 'more'],
    properties: {
      tracks: { type: 'array', items: { type: 'object' } },
      track: { type: ['string', 'null'] },
      more: {
        type: 'integer',
        description: { en: 'Columns that are left out.', zh: '未列出的列数。' },
      },
      columns: {
        type: 'array',
        items: {
          type: 'object',
          required: ['key', 'data', 'next'],
          properties: {
            key: {
              type: ['string', 'null'],
              description: { en: 'Null: records without a value.', zh: 'null 表示该字段为空的记录。' },
            },
            record: { type: 'object' },
            data: { type: 'array', items: { type: 'object' } },
            next: {
              type: ['string', 'null'],
              description: {
                en: '`after` of a list with this filter and order, for more.',
                zh: '在同样筛选和排序的列表中作为 `after`，取更多记录。',
              },
            },
          },
        },
      },
    },
  },
  Comment: {
    type: 'object',
    required: ['id', 'at', 'by', 'text'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      at: { type: 'string', format: 'date-time' },
      by: { type: 'object', properties: { id: { type: 'string', format: 'uuid' }, name: { type: 'string' } } },
      text: {
        type: ['string', 'null'],
        description: { en: 'Null where it was deleted.', zh: '已删除时为空。' },
      },
      replyTo: { type: ['object', 'null'] },
      editedAt: { type: ['string', 'null'], format: 'date-time' },
      before: {
        type: 'array',
        items: { type: 'object', properties: { at: { type: 'string' }, text: { type: 'string' } } },
      },
      rights: { type: 'object', properties: { update: { type: 'boolean' }, delete: { type: 'boolean' } } },
    },
  },
  Today: {
    type: 'object',
    required: ['self', 'approvals', 'mentions', 'since', 'changed', 'leads', 'admin'],
    properties: {
      self: { type: 'array', items: ref('TodayList') },
      approvals: { type: 'object' },
      mentions: { type: 'array', items: { type: 'object' } },
      since: { type: 'string', format: 'date-time' },
      changed: {
        type: 'object',
        required: ['data', 'more'],
        properties: {
          more: { type: 'boolean' },
          data: {
            type: 'array',
            items: {
              type: 'object',
              required: ['object', 'id', 'title', 'events'],
              properties: {
                object: { type: 'string' },
                id: { type: 'string', format: 'uuid' },
                title: { type: ['string', 'null'] },
                events: { type: 'array', items: { type: 'object' } },
              },
            },
          },
        },
      },
      leads: { type: 'boolean' },
      admin: {
        type: ['object', 'null'],
        description: { en: 'There for administrators.', zh: '仅管理员可见。' },
        required: ['checks', 'lists'],
        properties: {
          checks: {
            type: 'array',
            items: {
              type: 'object',
              required: ['key', 'state', 'count', 'at', 'to'],
              properties: {
                key: { type: 'string' },
                state: { enum: ['warn', 'wrong'] },
                count: { type: 'integer' },
                at: { type: ['string', 'null'], format: 'date-time' },
                to: { type: 'string' },
              },
            },
          },
          lists: { type: 'array', items: ref('TodayList') },
        },
      },
    },
  },
  TodayTeam: {
    type: 'object',
    required: ['figures', 'people', 'total', 'lists'],
    properties: {
      figures: { type: 'array', items: { type: 'object' } },
      people: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'name', 'values'],
          properties: {
            id: { type: 'string', format: 'uuid' },
            name: { type: 'string' },
            values: { type: 'array', items: { type: 'integer', maximum: 1000 } },
          },
        },
      },
      total: { type: 'integer' },
      lists: { type: 'array', items: ref('TodayList') },
    },
  },
  TodayList: {
    type: 'object',
    required: ['key', 'label', 'object', 'where', 'show', 'data', 'total'],
    properties: {
      key: { type: 'string' },
      label: { type: 'object' },
      help: { type: 'object' },
      object: { type: 'string' },
      where: {
        type: 'object',
        description: { en: 'The filter of the list behind it.', zh: '对应列表的筛选条件。' },
      },
      show: { type: 'array', items: { type: 'string' } },
      late: { type: 'boolean' },
      acts: { type: 'object' },
      assign: { type: 'boolean' },
      add: { type: 'object' },
      data: { type: 'array', items: { type: 'object' } },
      total: {
        type: 'object',
        required: ['value', 'exact'],
        properties: { value: { type: 'integer', maximum: 1000 }, exact: { type: 'boolean' } },
      },
    },
  },
  Notifications: {
    type: 'object',
    required: ['data', 'next', 'unread'],
    properties: {
      data: {
        type: 'array',
        items: {
          type: 'object',
          required: ['key', 'kind', 'says', 'at', 'count', 'unread', 'who', 'record', 'text'],
          properties: {
            key: { type: 'string' },
            kind: { type: 'string' },
            says: {
              type: 'string',
              description: {
                en: 'A sentence with `{who}` and `{record}` in it.',
                zh: '句子，含 `{who}` 与 `{record}`。',
              },
            },
            at: { type: 'string', format: 'date-time' },
            count: { type: 'integer' },
            unread: { type: 'boolean' },
            who: { type: 'array', items: { type: 'object' } },
            record: {
              type: ['object', 'null'],
              description: { en: 'Null where you may not see it.', zh: '无权查看时为空。' },
            },
            text: { type: ['string', 'null'] },
          },
        },
      },
      next: { type: ['string', 'null'] },
      unread: { type: 'integer' },
    },
  },
  Timeline: {
    type: 'object',
    properties: { data: { type: 'array', items: { type: 'object' } }, next: { type: ['string', 'null'] } },
  },
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'errors'],
    properties: {
      type: { type: 'string', enum: Object.keys(reasons).map((reason) => `/docs/problems#${reason}`) },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            pointer: { type: 'string' },
            field: { type: ['string', 'null'] },
            code: { type: 'string' },
            detail: { type: 'string' },
          },
        },
      },
    },
  },
  SearchResults: {
    type: 'object',
    required: ['data'],
    properties: {
      data: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            object: { type: 'string' },
            id: { type: 'string' },
            title: { type: 'string' },
            subtitle: { type: ['string', 'null'] },
          },
        },
      },
    },
  },
  KeyScope: {
    type: 'object',
    description: {
      en: 'What a key may do; never more than its person. What is not said is not allowed.',
      zh: '密钥的权限范围，不超过所属成员。未写明的即不允许。',
    },
    properties: {
      write: {
        type: 'boolean',
        description: { en: 'May it write? Without, it reads only.', zh: '能否写入，否则只读。' },
      },
      objects: {
        type: 'array',
        minItems: 1,
        items: { type: 'string' },
        description: { en: 'Only these objects.', zh: '仅限这些对象。' },
      },
      actions: { type: 'boolean', description: { en: 'May it run actions?', zh: '能否执行动作。' } },
      export: { type: 'boolean', description: { en: 'May it take out tables?', zh: '能否导出表格。' } },
      configure: {
        type: 'boolean',
        description: { en: 'May it change settings, people, roles?', zh: '能否修改设置、成员和角色。' },
      },
    },
  },
  ApiKey: {
    type: 'object',
    required: ['id', 'userId', 'name', 'prefix', 'scope', 'createdAt', 'expiresAt', 'lastUsedAt', 'revokedAt'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      userId: { type: 'string', format: 'uuid' },
      name: { type: 'string' },
      prefix: { type: ['string', 'null'] },
      scope: { oneOf: [{ $ref: '#/components/schemas/KeyScope' }, { type: 'null' }] },
      createdAt: { type: 'string', format: 'date-time' },
      expiresAt: { type: ['string', 'null'] },
      lastUsedAt: { type: ['string', 'null'], description: { en: 'To ten minutes.', zh: '精确到十分钟。' } },
      revokedAt: { type: ['string', 'null'] },
    },
  },
  Share: {
    type: 'object',
    properties: {
      granteeId: { type: 'string', format: 'uuid' },
      level: { enum: ['read', 'update'] },
      until: { type: ['string', 'null'] },
    },
  },
}
