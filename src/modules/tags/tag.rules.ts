import { derive } from '#kernel/behaviour.ts'
import { tag } from './tag.ts'

const colors = ['blue', 'teal', 'violet', 'orange', 'green', 'pink', 'yellow', 'red']

export const tagRules = [
  derive(tag, 'a tag has a colour from the beginning', ({ before, after }) => {
    if (before !== null || after.color !== null) return
    const sum = [...after.name].reduce((all, letter) => (all * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 0)
    return { color: colors[sum % colors.length] ?? 'gray' }
  }),
]
