import { check, derive, type Reader } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { numberOf } from '../number.ts'
import { messageOptOut } from './messageOptOut.ts'

export const messageOptOutRules = [
  derive(messageOptOut, 'a number stands once for each channel', ({ after }) => {
    const number = numberOf(after.channel, after.number)
    return { number: number ?? after.number, key: `${after.channel} ${number ?? after.number}` }
  }),

  check(messageOptOut, 'it is a number', ({ after, changes }) =>
    changes('number') && !numberOf(after.channel, after.number)
      ? problem('number', { en: 'This is no mobile number.', zh: '这不是有效的手机号。' }, 'number')
      : null,
  ),
]

/** Does this number get no more advertisements by the channel? */
export async function hasDeclined(all: Reader, channel: string, number: string): Promise<boolean> {
  return (await all.list(messageOptOut, { where: { key: `${channel} ${number}` }, limit: 1 })).length > 0
}
