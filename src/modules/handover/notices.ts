import type { Reader } from '#kernel/behaviour.ts'
import { defineNotice } from '#kernel/notice.ts'
import { role } from '#modules/identity/role/role.ts'
import { user } from '#modules/identity/user/user.ts'

export const handoverNotices = [
  defineNotice('covering', {
    label: { en: 'You are to act for somebody who is away', zh: '有人请你代管' },
    says: { one: { en: '{who} named you a cover: {record}', zh: '{who} 请你代管：{record}' } },
    events: ['absence.created', 'absence.updated'],
    to: ({ changes }) => {
      const [before, now] = (changes['covers'] ?? [null, null]) as [readonly string[] | null, readonly string[] | null]
      return (now ?? []).filter((id) => !before?.includes(id))
    },
  }),
  // What is usual for her is reckoned where readings are counted; the page of the watch has the figures.
  defineNotice('unusualReading', {
    label: { en: 'Somebody reads or shares far more than usual', zh: '成员查阅或共享量明显高于平时' },
    says: {
      one: { en: '{record} read or shared far more records than usual', zh: '{record} 的查阅或共享量明显高于平时' },
      many: {
        en: '{record} read or shared far more than usual, {count} times',
        zh: '{record} {count} 次查阅或共享量明显高于平时',
      },
    },
    events: ['user.readUnusually'],
    to: ({ recordId }, all) => whoWatches(recordId, all),
  }),
  // What is usual for her the export itself reckons; the log of exports has the figures.
  defineNotice('unusualExport', {
    label: { en: 'Somebody takes out far more than usual', zh: '成员导出量明显高于平时' },
    says: {
      one: { en: '{record} exported far more than usual', zh: '{record} 的导出量明显高于平时' },
      many: { en: '{record} exported far more than usual, {count} times', zh: '{record} {count} 次导出量明显高于平时' },
    },
    events: ['user.exported'],
    to: async ({ recordId, data }, all) => (data?.['unusual'] === undefined ? [] : whoWatches(recordId, all)),
  }),
]

/** Her manager and the administrators, but never herself. */
async function whoWatches(personId: string, all: Reader): Promise<(string | null | undefined)[]> {
  const [person, admins] = await Promise.all([
    all.get(user, personId),
    all.list(role, { where: { admin: true }, limit: 1_000 }),
  ])
  const people = await all.list(user, {
    where: { active: true, roles: { hasAny: admins.map(({ id }) => id) } },
    limit: 200,
  })
  return [person?.manager, ...people.map(({ id }) => id)].filter((id) => id !== personId)
}
