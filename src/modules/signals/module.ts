import { defineModule } from '#kernel/module.ts'
import { defineNotice } from '#kernel/notice.ts'
import { signalActions } from './signal/signal.actions.ts'
import { signalRules } from './signal/signal.rules.ts'
import { signal } from './signal/signal.ts'

export const signals = defineModule({
  key: 'signals',
  label: { en: 'Signals', zh: '事件营销' },
  requires: ['flows'],
  objects: [signal],
  rules: signalRules,
  actions: signalActions,
  notices: [
    defineNotice('signalFailed', {
      label: { en: 'A signal of yours can fire no more', zh: '你负责的信号无法触发' },
      says: {
        one: {
          en: '{record} can fire no more: a field, a filter or a right is gone',
          zh: '{record} 无法触发：所用的字段、条件或权限已失效',
        },
      },
      job: 'flows',
    }),
  ],
})
