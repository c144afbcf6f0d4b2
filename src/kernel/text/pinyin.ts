import { pinyin } from 'pinyin-pro'
import { foldHan } from './han.ts'

/**
 * The pinyin of a name, syllables apart by spaces, without tones, ü as v: `zhong xing tong xun`. A `person`'s first
 * characters are read as a surname (单 shan, 曾 zeng, 尉迟 yu chi). What is not Chinese stays as it is.
 */
export function pinyinOf(name: string, options: { person: boolean }): string {
  return foldHan(name)
    .replace(
      /\p{Script=Han}+/gu,
      (run, at: number) => ` ${syllables(run, { surname: options.person && at === 0 }).join(' ')} `,
    )
    .replace(/\s+/g, ' ')
    .trim()
}

/** The syllables of a run of simplified Chinese characters, one each; with `tones` as `zhong1`. */
export function syllables(run: string, options: { surname: boolean; tones?: boolean }): string[] {
  const toned = tonedSyllables(run, options.surname && hasSurnameReading([...run][0] ?? ''))
  return options.tones ? [...toned] : toned.map((s) => s.replace(/\d$/, ''))
}

/** Runs that were read lately: a name is read for the search and again for the order of lists. */
const lately = new Map<string, readonly string[]>()
const latelyMost = 20_000

/** The legal form of a company is read once for all of them. */
const legalForms = /(?:股份|责任)?有限(?:责任)?公司$/

function tonedSyllables(run: string, surname: boolean): readonly string[] {
  const key = surname ? `${run}!` : run
  const known = lately.get(key)
  if (known) return known
  const form = legalForms.exec(run)
  const toned =
    form && form.index > 0
      ? [...read(run.slice(0, form.index), surname), ...tonedSyllables(form[0], false)]
      : read(run, surname)
  if (lately.size >= latelyMost) lately.clear()
  lately.set(key, toned)
  return toned
}

function read(run: string, surname: boolean): string[] {
  return pinyin(run, {
    type: 'array',
    toneType: 'num',
    toneSandhi: false,
    v: true,
    surname: surname ? 'head' : 'off',
  }).map((s) => s.replace(/^([ln])ve/, '$1ue'))
}

/**
 * Every way a run may well be read: as ordinary words, as a person's name when that differs, and with the other
 * reading of a character that is often read both ways in names (乐 le or yue, 便宜坊, 单县). Searching wants recall.
 */
export function readings(run: string, options: { head: boolean }): string[][] {
  const ordinary = syllables(run, { surname: false })
  const all = [ordinary]
  const characters = [...run]
  if (options.head && hasSurnameReading(characters[0]!)) all.push(syllables(run, { surname: true }))
  characters.forEach((char, i) => {
    const other = bothWays[char]
    if (!other || all.length > 4) return
    for (const reading of other) {
      if (!all.some((known) => known[i] === reading)) all.push(ordinary.with(i, reading))
    }
  })
  return all
}

const bothWays: Record<string, readonly string[]> = {
  乐: ['le', 'yue'],
  重: ['chong', 'zhong'],
  长: ['chang', 'zhang'],
  行: ['hang', 'xing'],
  单: ['dan', 'shan'],
  便: ['bian', 'pian'],
  朝: ['chao', 'zhao'],
  厦: ['xia', 'sha'],
  都: ['du', 'dou'],
  会: ['hui', 'kuai'],
  调: ['diao', 'tiao'],
  传: ['chuan', 'zhuan'],
  藏: ['cang', 'zang'],
  盛: ['sheng', 'cheng'],
  沈: ['shen', 'chen'],
  蔚: ['wei', 'yu'],
  尉: ['wei', 'yu'],
  覃: ['qin', 'tan'],
  翟: ['zhai', 'di'],
  盖: ['gai', 'ge'],
  阿: ['a', 'e'],
  吕: ['lv', 'lu'],
  省: ['sheng', 'xing'],
  晟: ['sheng', 'cheng'],
  券: ['quan', 'juan'],
  血: ['xue', 'xie'],
  露: ['lu', 'lou'],
  番: ['fan', 'pan'],
  莘: ['shen', 'xin'],
}

const surnameHeads = new Map<string, boolean>()

function hasSurnameReading(first: string): boolean {
  let known = surnameHeads.get(first)
  if (known === undefined) {
    // 万俟, 尉迟, 单于, 长孙, 澹台: only together with the second character
    known = '万尉单长澹'.includes(first) || read(first, true)[0] !== read(first, false)[0]
    surnameHeads.set(first, known)
  }
  return known
}
