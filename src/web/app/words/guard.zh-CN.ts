import type { guardEn } from './guard.en.ts'

export const guardZh: typeof guardEn = {
  guard: {
    title: '防撞单策略',
    text: '录入的记录与已有记录相似时怎样处理，以及没有查看权限的人能看到哪些信息。最先适用的策略起作用。',
  },
}
