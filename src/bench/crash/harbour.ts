import { defineAction, subscribe } from '#kernel/behaviour.ts'
import { autonumber } from '#kernel/fields/autonumber.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { defineModule, type Module } from '#kernel/module.ts'
import { defineObject } from '#kernel/object.ts'
import { files } from '#modules/files/module.ts'
import { identity } from '#modules/identity/module.ts'

/* A made-up business in which everything that a crash could lose or double leaves a trace that can be counted. */

const label = (en: string) => ({ en, zh: en })

export const crate = defineObject('crate', {
  label: label('Crate'),
  plural: 'Crates',
  title: 'name',
  traits: ['owned'],
  fields: {
    name: text({ label: label('Name'), required: true, search: 'name' }),
    number: autonumber({ label: label('Number'), prefix: 'C-', digits: 1 }),
    weight: number({ label: label('Weight') }),
  },
})

/** Written by the action, beside the change of its crate. */
export const slip = defineObject('slip', {
  label: label('Slip'),
  plural: 'Slips',
  title: 'number',
  fields: {
    number: autonumber({ label: label('Number'), prefix: 'S-', digits: 1 }),
    crate: relation('crate', { label: label('Crate') }),
    weight: number({ label: label('Weight') }),
  },
})

/** Comes in by files, names the crate it stands on and the barrel above it. */
export const barrel = defineObject('barrel', {
  label: label('Barrel'),
  plural: 'Barrels',
  title: 'name',
  traits: ['importable'],
  fields: {
    name: text({ label: label('Name'), required: true, search: 'name' }),
    crate: relation('crate', { label: label('Crate') }),
    above: relation('barrel', { label: label('Above') }),
    litres: number({ label: label('Litres') }),
  },
  identity: [['name']],
})

/** Written by the subscriber, one for every event of a crate. Nothing keeps it from being written twice. */
export const echo = defineObject('echo', {
  label: label('Echo'),
  plural: 'Echoes',
  title: 'event',
  fields: { event: text({ label: label('Event'), required: true }) },
})

const weigh = defineAction(crate, 'weigh', {
  label: label('Weigh'),
  input: { weight: number({ label: label('Weight'), required: true }) },
  async run(record, { weight }, tx) {
    await tx.update(crate, record.id, { weight })
    await tx.create(slip, { crate: record.id, weight })
    await tx.emit(crate, record.id, 'weighed', { weight })
  },
})

const listen = subscribe(
  'every event of a crate has one echo',
  ['created', 'updated', 'deleted', 'restored', 'weighed'].map((kind) => `crate.${kind}`),
  async (event, work) => {
    await work.write((tx) => tx.create(echo, { event: event.id }))
  },
)

export const harbour: readonly Module[] = [
  identity,
  files,
  defineModule({
    key: 'harbour',
    label: label('Harbour'),
    requires: ['identity', 'files'],
    objects: [crate, slip, barrel, echo],
    actions: [weigh],
    subscribers: [listen],
  }),
]
