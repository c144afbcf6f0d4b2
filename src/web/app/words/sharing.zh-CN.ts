import type { openedWithEn, sharingEn } from './sharing.en.ts'

/** 共享继承的文字。 */
export const sharingZh: typeof sharingEn = {
  sharing: {
    title: '共享继承',
    text: '一条记录共享给他人时，属于它的记录可以一并开放。对方的角色仍须能使用这类记录；继承的共享不能用来删除。',
    what: '{{object}}（按「{{relation}}」）',
    none: '不开放',
    read: '可查看',
    update: '与共享相同',
    levelOf: '{{object}}随{{to}}开放的程度',
    empty: '没有属于可共享记录的对象',
    under: '随每条开放的{{to}}一并开放',
  },
}

/** 共享对话框中一并开放的文字。 */
export const openedWithZh: typeof openedWithEn = {
  opened: {
    read: '一并开放查看：{{what}}。',
    update: '一并按相同级别开放：{{what}}。',
    comesWith: '随「{{what}}」',
    comma: '、',
  },
}
