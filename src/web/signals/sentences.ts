import type { TFunction } from 'i18next'
import type { Meta } from '#kernel/api.ts'
import type { ApiSignalEvent } from '#kernel/api-signals.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import { nounOf } from '../app/navigation.ts'
import { say } from '../ui/language.ts'
import { eventText } from './EventBlank.tsx'

/** What a signal says, as one sentence to read. */
export function sentenceOf(
  { object: key, when }: SignalDefinition,
  meta: Meta,
  told: readonly ApiSignalEvent[],
  t: TFunction,
): string {
  const object = meta.objects[key]
  const label = (of: string, field: string) => {
    const found = meta.objects[of]?.fields[field]
    return found ? say(found.label) : field
  }
  const parts: Record<string, string> = { object: object ? nounOf(object) : key }
  const fill = (text: string) =>
    text
      .replace(/\{(\w+)\}/g, (_, part: string) => parts[part] ?? '')
      .replace(/\s+/g, ' ')
      .replace(/ ([，,:])/g, '$1')
      // what are blanks on the page of the signal are words among words here
      .replace(/(?<=\p{sc=Han}) (?=\p{sc=Han})/gu, '')
  switch (when.is) {
    case 'change':
      Object.assign(parts, {
        field: label(key, when.field),
        days: when.days,
        way: t(`signals.${when.way}`),
        by: t(when.factor === undefined ? 'signals.amount' : 'signals.factor'),
        size: when.factor ?? when.amount,
      })
      return fill(t('signals.say.change'))
    case 'date': {
      const way = when.days < 0 ? 'before' : when.days > 0 ? 'after' : 'on'
      const years = when.years === undefined ? 'same' : when.years === 'each' ? 'each' : 'one'
      Object.assign(parts, {
        Object: object ? say(object.label) : key,
        day: t(`signals.read.${years}`, { field: label(key, when.field), count: Number(when.years) }),
        days: Math.abs(when.days),
        at: when.at,
      })
      return fill(t(`signals.read.${way}`))
    }
    case 'silence': {
      const other = meta.objects[when.of.object]
      const { factor, least, at } = when
      Object.assign(parts, { of: other ? nounOf(other) : when.of.object, factor, least, at })
      return fill(t('signals.say.silence'))
    }
    case 'pattern': {
      const name = (event: Parameters<typeof eventText>[0] | undefined) =>
        event ? own(eventText(event, meta, told, t)) : t('signals.nothing')
      // whose it is has been said
      const own = (text: string) => {
        const whose = [`${parts['object']}: `, `${parts['object']}的`].find((one) => text.startsWith(one))
        return whose ? text.slice(whose.length) : text
      }
      Object.assign(parts, {
        first: name(when.first),
        next: name(when.next),
        without: name(when.without),
        days: when.days,
        mode: t(when.next ? 'signals.mode.next' : 'signals.mode.none'),
        at: when.at ?? '',
      })
      return fill(t(when.next ? 'signals.say.followed' : 'signals.say.alone'))
    }
  }
}
