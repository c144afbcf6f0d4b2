import type { Values } from '#kernel/object.ts'
import { day } from './clock.ts'
import type { Company } from './company.ts'
import { randomOf } from './random.ts'

/** What a list of a fair is like: numbers that nobody has, addresses of nobody, and people who stand on it twice. */
export function soilLists({ leads, now, english }: Company, seed: number): void {
  const random = randomOf(seed + 97)
  const listed = leads.filter(({ status, source }) => status !== 'converted' && isListed(source))
  for (const one of listed) {
    if (one.mobile && random.chance(0.09))
      one.mobile = phone(random.pick(['13800000000', '13888888888', '13912345678']))
    if (one.email && random.chance(0.08)) one.email = random.pick(['test@test.com', '123456@qq.com', 'a@a.com'])
    if (one.company && random.chance(0.04))
      one.company = random.pick(english ? ['none', 'test', 'n/a'] : ['无', '测试公司', 'n/a'])
  }
  const lately = listed.filter(({ createdAt }) => now - Date.parse(createdAt) < 30 * day)
  const before = leads.filter(({ status, company, mobile, createdAt }) => {
    const age = now - Date.parse(createdAt)
    return status !== 'converted' && company && mobile && age > 30 * day && age < 400 * day
  })
  for (const one of lately) {
    if (before.length === 0 || !random.chance(0.35)) continue
    const [earlier] = before.splice(random.int(0, before.length - 1), 1)
    Object.assign(one, { name: earlier!.name, company: earlier!.company, mobile: earlier!.mobile })
  }
}

/** By which door a record of the demo company came: a list of a fair, the form of the website, the account of an advertiser, or by hand. */
export function doorOf(object: string, { source }: Values): 'import' | 'form' | 'api' | 'screen' {
  if (object !== 'lead') return 'screen'
  if (isListed(source)) return 'import'
  if (source === 'website') return 'form'
  return source === 'search' || source === 'advertisement' ? 'api' : 'screen'
}

function isListed(source: unknown): boolean {
  return source === 'exhibition' || source === 'seminar' || source === 'purchasedList'
}

function phone(national: string) {
  return { raw: national, e164: `+86${national}`, ext: null }
}
