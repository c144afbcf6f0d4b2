import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Converter as ToTraditional } from 'opencc-js/cn2t'
import { Converter as ToSimplified } from 'opencc-js/t2cn'
import { expect, test } from 'vitest'
import { modules } from '#app'
import { say } from '#kernel/label.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { traditional } from '#kernel/traditional.ts'
import { en } from '#web/app/words/en.ts'
import { listEn } from '#web/app/words/list.en.ts'
import { listZh } from '#web/app/words/list.zh-CN.ts'
import { pagesEn } from '#web/app/words/pages.en.ts'
import { pagesZh } from '#web/app/words/pages.zh-CN.ts'
import { zhCN } from '#web/app/words/zh-CN.ts'
import { collectWords } from '../bin/words/collect.ts'
import { terms } from '../bin/words/terms.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const groups = collectWords(root)
const overlays = [...groups.keys()].map((name) => [name, read(name)] as const)
const lines = overlays.flatMap(([name, overlay]) => Object.entries(overlay).map((line) => [name, ...line] as const))

test('every text in Chinese has its line for Taiwan, and no line has outlived its text: `npm run words` drafts them', () => {
  for (const [name, overlay] of overlays)
    expect([name, Object.keys(overlay).sort()]).toEqual([name, [...groups.get(name)!].sort()])
})

test('what the first screen says is in the overlays that come with it', () => {
  const there = new Set(['kernel', 'modules', 'screens'].flatMap((name) => Object.keys(read(name))))
  expect(flat(zhCN).filter((text) => /\p{Script=Han}/u.test(text) && !there.has(text))).toEqual([])
})

test('a line for Taiwan has the same places to fill', () => {
  for (const [name, ours, theirs] of lines) expect([name, ours, places(theirs)]).toEqual([name, ours, places(ours)])
})

test('nothing that Taiwan reads is written in Simplified characters', () => {
  for (const [name, ours, theirs] of lines)
    expect([name, ours, [...theirs].filter((c) => simplified(c))]).toEqual([name, ours, []])
})

test('Taiwan reads its own terms, not those of the mainland in other characters', () => {
  const longestFirst = Object.keys(terms).sort((a, b) => b.length - a.length)
  const known = new RegExp(longestFirst.join('|'), 'g')
  for (const [name, ours, theirs] of lines) {
    const used = (ours.match(known) ?? []).filter((term) => term.length > 1)
    const mixed = used.filter((term) => {
      const converted = toTraditional(term)
      return !used.some((other) => terms[other]!.includes(converted)) && theirs.includes(converted)
    })
    expect([name, ours, theirs, mixed]).toEqual([name, ours, theirs, []])
  }
})

test('the nouns of the product have one word in each language', () => {
  const registry = buildRegistry(modules)
  const labels = [...registry.objects.values()].map(({ label }) => label)
  for (const [english, chinese, taiwan] of nouns) {
    const label = labels.find((one) => one.en === english)
    if (label) expect([label.en, label.zh, say(label, 'zh-TW')]).toEqual([english, chinese, taiwan])
  }
  for (const text of [...flat(zhCN), ...flat(listZh), ...flat(pagesZh), ...lines.map(([, ours]) => ours)])
    expect([text, text.match(/机会|顾客|潜客|登陆|帐号|默许|(?<!签)合约/)]).toEqual([text, null])
  for (const text of [...flat(en), ...flat(listEn), ...flat(pagesEn)])
    expect([text, text.match(/\b(prospects?|enquir(?:y|ies)|tickets?)\b/i)]).toEqual([text, null])
})

test('a text is read whole, filled, sentence by sentence and clause by clause; what is not ours stays as it is', () => {
  expect(traditional('线索')).toBe('潛在客戶')
  expect(traditional('没有团队「华东」。现有：销售、客户。')).toBe('沒有團隊「华东」。現有：銷售、客戶。')
  expect(traditional('请填写联系人。这里应填整数。')).toBe('請填寫聯絡人。這裡應填整數。')
  expect(traditional('北京软件有限公司')).toBe('北京软件有限公司')
  expect(traditional('Sampan')).toBe('Sampan')
})

/** English, mainland, Taiwan: the list of words that the product speaks, as far as they name objects. */
const nouns = [
  ['Lead', '线索', '潛在客戶'],
  ['Account', '客户', '客戶'],
  ['Contact', '联系人', '聯絡人'],
  ['Opportunity', '商机', '商機'],
  ['Pipeline', '销售流程', '銷售流程'],
  ['Stage', '阶段', '階段'],
  ['Quote', '报价单', '報價單'],
  ['Contract', '合同', '合約'],
  ['Order', '订单', '訂單'],
  ['Product', '产品', '產品'],
  ['Price book', '价目表', '價目表'],
  ['Campaign', '市场活动', '行銷活動'],
  ['Segment', '客群', '客群'],
  ['Sequence', '培育序列', '培育序列'],
  ['Case', '工单', '工單'],
  ['Article', '知识', '知識'],
  ['Activity', '跟进', '跟進'],
  ['Territory', '区域', '區域'],
  ['Team', '团队', '團隊'],
  ['Pool', '公海池', '公海池'],
  ['Workspace', '工作区', '工作區'],
] as const

const toTraditional = ToTraditional({ from: 'cn', to: 'tw' })
const toSimplified = ToSimplified({ from: 'tw', to: 'cn' })

/** A character that only the mainland writes: Taiwan writes it otherwise, and never arrives at it. */
function simplified(character: string): boolean {
  return (
    /\p{Script=Han}/u.test(character) &&
    toTraditional(character) !== character &&
    toSimplified(character) === character &&
    !inBoth.has(character)
  )
}

/** Characters that Taiwan writes too, in other words than the one for which the converter takes them. */
const inBoth = new Set(
  '台里后只干系云准出征谷于面松几向余叶吁回复制奸姜家布并当志折据斗旋曲朱朴术杯板梁欲沈洒涂游熏犹症种筑签累纤致舍蒙表谥赞辟郁采钟须丰了仆伙伏冬千占卜卷厂党冲凶别',
)

function places(text: string): readonly string[] {
  return [...text.matchAll(/\{\{?\w+\}\}?/g)].map(([place]) => place).sort()
}

function read(name: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(`${root}src/words/zh-TW/${name}.json`, 'utf8')) as Record<string, string>
}

function flat(tree: object): readonly string[] {
  return Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : flat(value as object)))
}
