import { address } from '#kernel/fields/address.ts'
import { autonumber } from '#kernel/fields/autonumber.ts'
import { boolean } from '#kernel/fields/boolean.ts'
import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { email } from '#kernel/fields/email.ts'
import { files } from '#kernel/fields/files.ts'
import { formula } from '#kernel/fields/formula.ts'
import { json } from '#kernel/fields/json.ts'
import { longText } from '#kernel/fields/longText.ts'
import { money } from '#kernel/fields/money.ts'
import { multiSelect } from '#kernel/fields/multiSelect.ts'
import { number } from '#kernel/fields/number.ts'
import { percent } from '#kernel/fields/percent.ts'
import { phone } from '#kernel/fields/phone.ts'
import { relation, team, user } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { url } from '#kernel/fields/url.ts'
import { defineModule, type Module } from '#kernel/module.ts'
import { defineObject } from '#kernel/object.ts'
import { files as filesModule } from '#modules/files/module.ts'
import { identity } from '#modules/identity/module.ts'

/* A made-up business for tests of the engine: every field type and every trait, and nothing that anybody sells. */

const label = (en: string, zh: string) => ({ en, zh })
const kinds = ['rock', 'gas', 'ice'].map((key) => ({ key, label: label(key, key) }))

/** Everyone may read it, whatever the role. */
export const region = defineObject('region', {
  label: label('Region', '星区'),
  plural: 'Regions',
  title: 'name',
  open: true,
  nested: true,
  fields: { name: text({ label: label('Name', '名称'), required: true }) },
})

export const star = defineObject('star', {
  label: label('Star', '恒星'),
  plural: 'Stars',
  title: 'name',
  traits: ['owned', 'shared', 'timeline'],
  fields: {
    name: text({ label: label('Name', '名称'), required: true, search: 'name' }),
    mass: number({ label: label('Mass', '质量') }),
    price: money({ label: label('Price', '价格') }),
    region: relation('region', { label: label('Region', '星区') }),
  },
})

export const planet = defineObject('planet', {
  label: label('Planet', '行星'),
  plural: 'Planets',
  title: 'name',
  traits: ['owned', 'shared', 'timeline', 'importable'],
  fields: {
    name: text({ label: label('Name', '名称'), required: true, search: 'name', max: 100 }),
    number: autonumber({ label: label('Number', '编号'), prefix: 'P-', digits: 4 }),
    serial: text({ label: label('Serial', '序列号'), unique: true }),
    origin: text({ label: label('Origin', '来源'), fixed: true }),
    note: longText({ label: label('Note', '备注'), search: 'text' }),
    mail: email({ label: label('Mail', '邮箱') }),
    call: phone({ label: label('Phone', '电话'), search: 'code' }),
    site: url({ label: label('Site', '网址') }),
    mass: number({ label: label('Mass', '质量'), index: true }),
    moonCount: number({ label: label('Moons seen', '卫星数'), integer: true }),
    price: money({ label: label('Price', '价格') }),
    water: percent({ label: label('Water', '水') }),
    ringed: boolean({ label: label('Ringed', '有环') }),
    found: date({ label: label('Found', '发现日') }),
    seen: datetime({ label: label('Seen', '观测') }),
    kind: select({ label: label('Kind', '种类'), options: kinds, default: 'rock' }),
    tags: multiSelect({ label: label('Tags', '标签'), options: kinds }),
    star: relation('star', { label: label('Star', '恒星'), inverse: 'planets' }),
    neighbours: relations('planet', { label: label('Neighbours', '邻居') }),
    keeper: user({ label: label('Keeper', '看守人') }),
    crew: team({ label: label('Crew', '团队') }),
    place: address({ label: label('Place', '地址') }),
    pictures: files({ label: label('Pictures', '图片') }),
    settings: json({ label: label('Settings', '设置') }),
    secret: number({ label: label('Secret', '机密'), sensitive: true }),
    density: formula({ label: label('Density', '密度'), is: 'mass / moonCount', result: 'number' }),
    worth: formula({ label: label('Worth', '价值'), is: 'price * water / 100', result: 'money' }),
    pull: formula({ label: label('Pull', '引力'), is: 'mass + star.mass', result: 'number' }),
  },
  views: {
    list: ['name', 'kind', 'star', 'price', 'owner'],
    sort: ['-mass', 'name'],
    board: { by: 'kind', sum: 'price', card: ['star', 'mass'] },
    create: ['name', 'kind', 'star'],
    header: ['kind', 'mass'],
    page: [{ label: label('Planet', '行星'), fields: ['name', 'kind', 'mass', 'secret'] }],
  },
  matching: { organisation: { company: ['name'], email: ['mail'], phone: ['call'] } },
  indexes: [['star', 'mass']],
})

export const moon = defineObject('moon', {
  label: label('Moon', '卫星'),
  plural: 'Moons',
  title: 'name',
  traits: ['owned'],
  fields: {
    name: text({ label: label('Name', '名称'), required: true, search: 'name' }),
    planet: relation('planet', { label: label('Planet', '行星'), inverse: 'moons' }),
    mass: number({ label: label('Mass', '质量') }),
    price: money({ label: label('Price', '价格') }),
  },
  views: { list: ['name', 'mass', 'price'] },
})

/** What happens at a planet: stands in its timeline. */
export const visit = defineObject('visit', {
  label: label('Visit', '访问'),
  plural: 'Visits',
  title: 'subject',
  traits: ['owned'],
  happensAt: 'at',
  fields: {
    subject: text({ label: label('Subject', '主题'), required: true }),
    planet: relation('planet', { label: label('Planet', '行星'), inverse: 'visits', timeline: true }),
    at: datetime({ label: label('At', '时间') }),
    said: longText({ label: label('Said', '内容') }),
  },
})

/** The modules of an engine test; more rules, actions or subscribers of its own may be added. */
export function sky(more: Partial<Module> = {}): readonly Module[] {
  return [
    identity,
    filesModule,
    defineModule({
      key: 'sky',
      label: label('Sky', '天空'),
      requires: ['identity', 'files'],
      objects: [region, star, planet, moon, visit],
      ...more,
    }),
  ]
}
