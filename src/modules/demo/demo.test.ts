import { Converter } from 'opencc-js/cn2t'
import { describe, expect, test } from 'vitest'
import { modules } from '#app'
import { noConfiguration } from '#kernel/configuration.ts'
import { configure } from '#kernel/configuration-module.ts'
import { typeOf } from '#kernel/fields/index.ts'
import type { Values } from '#kernel/object.ts'
import { foldHan } from '#kernel/text/han.ts'
import { checkUscc } from '#kernel/text/uscc.ts'
import { mainPipelineId, mainStageIds } from '#modules/sales/seeds.ts'
import { bankFields } from './bank.ts'
import { type DemoBatch, type DemoOptions, demoCompany } from './demo.ts'
import { demoTalk } from './talk.ts'
import { inTaiwan } from './words/taiwan.ts'

const now = '2026-11-23T02:00:00.000Z'

const registry = configure(modules, { ...noConfiguration, fields: bankFields(false) }).registry!
/** Some are held back, always the same ones. */
const bank = (_signal: string, record: string, percent: number) =>
  Number.parseInt(record.slice(-2), 16) / 256 < percent / 100

function made(options: Partial<DemoOptions> = {}): DemoBatch[] {
  return [...demoCompany({ now, seed: 7, scale: 0.05, bank, ...options })]
}

function records(batches: readonly DemoBatch[], object: string) {
  return batches.filter((b) => b.object === object).flatMap((b) => b.records)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}

describe('the demo company', () => {
  const batches = made()
  let made40: DemoBatch[] | undefined
  const large = () => (made40 ??= made({ scale: 0.4 }))

  test('is the same for the same seed and instant, and another one for another seed', () => {
    expect(JSON.stringify(made())).toBe(JSON.stringify(batches))
    expect(JSON.stringify(made({ seed: 8 }))).not.toBe(JSON.stringify(batches))
  })

  test('has only fields that there are, with values as the engine would store them', () => {
    const wrong = new Set<string>()
    for (const { object, records: made } of batches) {
      const { fields } = registry.object(object)
      for (const record of made)
        for (const [key, value] of Object.entries(record)) {
          if (key === 'id' || value === null || value === undefined) continue
          const field = fields[key]
          const parsed = field && typeOf(field).parse(value, field)
          if (!parsed || 'wrong' in parsed) wrong.add(`${object}.${key}: ${JSON.stringify(value)}`)
          else if (
            Array.isArray(value)
              ? value.length > 0 && !parsed.value
              : JSON.stringify(parsed.value) !== JSON.stringify(value)
          )
            wrong.add(`${object}.${key}: ${JSON.stringify(value)} is read as ${JSON.stringify(parsed.value)}`)
        }
    }
    expect([...wrong]).toEqual([])
  })

  test('has every field that is required, but for the numbers that the engine gives', () => {
    const missing = new Set<string>()
    for (const { object, records: made } of batches)
      for (const [key, field] of Object.entries(registry.object(object).fields))
        for (const record of made)
          if (field.required && key !== 'version' && (record[key] ?? null) === null) missing.add(`${object}.${key}`)
    expect([...missing]).toEqual([])
  })

  test('points only at records that came before', () => {
    const known = new Set<string>([mainPipelineId, ...Object.values(mainStageIds)])
    const dangling = new Set<string>()
    for (const { object, records: made } of batches) {
      for (const record of made) known.add(record.id)
      for (const [key, field] of Object.entries(registry.object(object).fields))
        if ('to' in field)
          for (const record of made)
            for (const id of [record[key] ?? []].flat()) if (!known.has(String(id))) dangling.add(`${object}.${key}`)
    }
    expect([...dangling]).toEqual([])
  })

  test('lies in the past, but for what is planned', () => {
    for (const { records: made, history } of batches) {
      expect(made.filter((r) => r.createdAt > now || r.updatedAt > now)).toEqual([])
      expect(history.filter((h) => h.at > now)).toEqual([])
    }
    const activities = records(batches, 'activity')
    expect(activities.filter((a) => a.status === 'done' && String(a.at) > now)).toEqual([])
    const open = activities.filter((a) => a.status === 'open').map((a) => String(a.at))
    expect(open.some((at) => at < '2026-11-22T16:00:00.000Z')).toBe(true)
    expect(open.some((at) => at > '2026-11-22T16:00:00.000Z' && at < '2026-11-23T16:00:00.000Z')).toBe(true)
    expect(open.some((at) => at > '2026-11-23T16:00:00.000Z')).toBe(true)
  })

  test('tells of each deal how it came to stand where it stands', () => {
    const history = Map.groupBy(
      batches.flatMap((b) => b.history),
      (h) => h.recordId,
    )
    for (const deal of records(batches, 'opportunity')) {
      const moves = (history.get(deal.id) ?? []).filter((h) => h.changes.stage)
      const last = moves.at(-1)?.changes.stage?.[1] ?? mainStageIds.contacted
      expect(last).toBe(deal.stage)
      expect(moves.map((m) => m.at)).toEqual(moves.map((m) => m.at).sort())
      if (deal.status === 'lost') expect(deal.lostReason).toBeTruthy()
    }
  })

  test('wins by what anybody can see, and by chance: whoever learns from half of its deals foretells the others, not all', () => {
    const all = large()
    const accounts = new Map(records(all, 'account').map((a): [string, Values] => [a.id, a]))
    const work = Map.groupBy(
      records(all, 'activity').filter((a) => a.status === 'done'),
      (a) => a.opportunity,
    )
    const deals = records(all, 'opportunity').filter((deal) => deal.status !== 'open')
    const examples = deals.map((deal: Values) => {
      const since = (work.get(deal.id) ?? []).map(
        (a) => (Date.parse(String(a.at)) - Date.parse(String(deal.createdAt))) / 864e5,
      )
      const { level, industry } = accounts.get(String(deal.account)) ?? {}
      const amount = Math.round(Math.log2(Number((deal.amount as { amount: string }).amount)))
      const traits = [
        `source ${deal.source}`,
        `type ${deal.type}`,
        `industry ${industry}`,
        `amount ${level} ${amount}`,
        `contacts ${since.filter((days) => days < 14).length}`,
        `answered ${Math.min(7, Math.floor(Math.min(...since)))}`,
      ]
      return { won: deal.status === 'won', traits }
    })
    const [learnt, foretold] = [examples.filter((_, i) => i % 2 === 0), examples.filter((_, i) => i % 2 === 1)]
    const weigh = (won: boolean) => {
      const seen = Map.groupBy(
        learnt.filter((e) => e.won === won).flatMap((e) => e.traits),
        (trait) => trait,
      )
      const total = learnt.filter((e) => e.won === won).length
      return (trait: string) => Math.log(((seen.get(trait)?.length ?? 0) + 2) / (total + 4))
    }
    const [forIt, against] = [weigh(true), weigh(false)]
    const scored = foretold.map(({ won, traits }) => ({ won, score: sum(traits.map((t) => forIt(t) - against(t))) }))
    const [won, lost] = [scored.filter((s) => s.won), scored.filter((s) => !s.won)]
    const right = sum(won.map(({ score }) => lost.filter((other) => other.score < score).length))
    const auc = right / (won.length * lost.length)
    expect(auc).toBeGreaterThan(0.7)
    expect(auc).toBeLessThan(0.85)
    expect(won.length / scored.length).toBeGreaterThan(0.3)
    expect(won.length / scored.length).toBeLessThan(0.5)
  })

  test('knows of balances that leapt and of children of 17: more of those bought who were not held back', () => {
    const all = large()
    const [rise] = records(all, 'signal').filter(({ definition }) => JSON.stringify(definition).includes('bankBalance'))
    expect(rise).toMatchObject({ status: 'live', definition: { when: { factor: 10, days: 30 }, control: 25 } })
    const wins = Map.groupBy(
      records(all, 'opportunity').filter(({ status }) => status === 'won'),
      ({ contact }) => contact,
    )
    const shares = { held: { count: 0, came: 0 }, fired: { count: 0, came: 0 } }
    for (const { recordId, at, changes } of all.flatMap((batch) => batch.history)) {
      const [from, to] = (changes.bankBalance ?? []) as { amount: string }[]
      if (!from || !to || Number(to.amount) < 4 * Number(from.amount)) continue
      const days = (wins.get(recordId) ?? []).map(({ wonAt }) => (Date.parse(String(wonAt)) - Date.parse(at)) / 864e5)
      const share = bank(String(rise?.id), recordId, 25) ? shares.held : shares.fired
      share.count += 1
      if (days.some((after) => after > 0 && after <= 45)) share.came += 1
    }
    expect(shares.fired.count).toBeGreaterThan(40)
    expect(shares.held.count).toBeGreaterThan(8)
    const { fired, held } = shares
    expect(fired.came / fired.count).toBeGreaterThan(1.5 * (held.came / held.count))
    const born = records(all, 'contact').flatMap((one: Values) =>
      one['childBirthday'] ? [String(one['childBirthday'])] : [],
    )
    expect(born.filter((date) => date > '2009-08-23' && date <= '2009-11-23').length).toBeGreaterThan(3)
    expect(born.filter((date) => date > '2009-11-23' && date <= '2009-12-03').length).toBeGreaterThan(0)
  })

  test('knows nothing of a bank where there are no such fields, and is otherwise the same company', () => {
    const plain = [...demoCompany({ now, seed: 7, scale: 0.01 })]
    const other = made({ scale: 0.01 })
    expect(JSON.stringify(plain)).not.toContain('bankBalance')
    for (const object of ['account', 'contact', 'opportunity', 'lead'])
      expect(records(plain, object).map(({ id }) => id)).toEqual(records(other, object).map(({ id }) => id))
  })

  test('is of one opinion about credit codes, and reaches nobody', () => {
    const accounts = records(batches, 'account')
    const codes = accounts.flatMap((a) => (typeof a.uscc === 'string' ? [a.uscc] : []))
    expect(codes.length).toBeGreaterThan(100)
    expect(codes.filter((code) => !checkUscc(code).valid)).toEqual([])
    const mails = [...accounts, ...records(batches, 'contact'), ...records(batches, 'user')].flatMap(
      (r) => r.email ?? [],
    )
    expect(mails.filter((mail) => !String(mail).endsWith('.example'))).toEqual([])
  })

  test('writes Chinese as Chinese is written: a space wherever it meets Latin letters or digits', () => {
    const close = new Set<string>()
    for (const { object, records } of batches)
      for (const record of records)
        for (const key of ['name', 'subject', 'body', 'nextStep']) {
          const text = record[key]
          if (typeof text !== 'string') continue
          if (/\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9%]\p{Script=Han}/u.test(text)) close.add(`${object}.${key}: ${text}`)
        }
    expect([...close].slice(0, 20)).toEqual([])
  })

  test('is written in English where that is asked for, to the last word, and is otherwise the same company', () => {
    const english = made({ language: 'en', scale: 0.3 })
    const han = new Set<string>()
    for (const { object, records } of english)
      for (const record of records)
        for (const [key, value] of Object.entries(record)) {
          const text = JSON.stringify(value ?? null)
          if (/\p{Script=Han}|[，。、（）]/u.test(text)) han.add(`${object}.${key}: ${text}`)
        }
    expect([...han].slice(0, 20)).toEqual([])
    const count = (all: readonly DemoBatch[], object: string) => records(all, object).length
    for (const object of ['user', 'account', 'product'])
      expect(count(made({ language: 'en' }), object)).toBe(count(batches, object))
    const { fields } = registry.object('account')
    for (const account of records(english, 'account').slice(0, 300)) {
      const phone = account['phone']
      if (phone) expect(typeOf(fields['phone']!).parse(phone, fields['phone']!)).toMatchObject({ value: phone })
    }
  })

  test('is written in Traditional Chinese for Taiwan, with its words, and is otherwise the same company', () => {
    const taiwan = made({ language: 'zh-TW' })
    expect(JSON.stringify(taiwan)).toBe(JSON.stringify(made({ language: 'zh-TW' })))
    const simplified = Converter({ from: 'cn', to: 'tw' })
    // Written alike in Taiwan, as a surname or at all, though a converter would change them where they stand alone.
    const alike = '于余范朴台里杰淀岳'
    const [chars, words] = [new Map<string, string>(), new Set<string>()]
    const look = (value: unknown): void => {
      if (typeof value !== 'string')
        return void (value && typeof value === 'object' && Object.values(value).forEach(look))
      for (const char of value) chars.set(char, value)
      for (const word of value.match(/設備|閘道器|傳感|軟件|數據|質量|车|項目|週總|週經理|\ue000/g) ?? [])
        words.add(word)
    }
    look(taiwan)
    look(demoTalk(taiwan, 7, { id: 'd', name: '于台範' }, 'zh-TW'))
    expect([...chars].filter(([char]) => !alike.includes(char) && simplified(char) !== char)).toEqual([])
    expect([...words].sort()).toEqual(['設備', '閘道器'])
    const names = (all: readonly DemoBatch[]) => records(all, 'contact').map(({ name }) => foldHan(String(name)))
    expect(names(taiwan)).toEqual(names(batches))
    expect(records(taiwan, 'user').every(({ language }) => language === 'zh-TW')).toBe(true)
    expect(['余杭区', '余姚市于总、范经理和属于总部的范围'].map(inTaiwan)).toEqual([
      '餘杭區',
      '餘姚市于總、范經理和屬於總部的範圍',
    ])
  })

  test('leaves out the sales director where somebody takes her place', () => {
    const director = '01930000-0000-7000-8000-00000000d1ec'
    const people = records(made({ director }), 'user')
    expect(people).toHaveLength(39)
    expect(people.filter((p) => p.manager === director).length).toBeGreaterThan(3)
    expect(records(made({ director }), 'activity').some((a) => a.owner === director && a.status === 'open')).toBe(true)
  })
})
