import { expect, test } from 'vitest'
import { coversFor } from '#engine/approvals/absent.ts'
import { askable, mySeat } from '#engine/approvals/decide.ts'
import { placesOf } from '#engine/approvals/deciders.ts'
import type { Seat } from '#engine/approvals/request.ts'
import type { ApprovalBy, ApprovalStep } from '#kernel/approval.ts'

/* Who decides, against a model that is written another way: companies, policies and absences by chance, always the same ones. */

const rounds = Number(process.env['APPROVALS'] ?? 300)

/** Numbers by chance that are the same in each run (mulberry32). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

type Model = {
  readonly people: readonly string[]
  readonly active: ReadonlySet<string>
  readonly manager: ReadonlyMap<string, string>
  readonly team: ReadonlyMap<string, string>
  readonly parent: ReadonlyMap<string, string>
  readonly leader: ReadonlyMap<string, string>
  readonly roles: ReadonlyMap<string, ReadonlySet<string>>
  readonly admins: ReadonlySet<string>
}

function companyOf(random: () => number): Model {
  const of = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const people = Array.from({ length: 3 + Math.floor(random() * 9) }, (_, i) => `p${i}`)
  const teams = ['t0', 't1', 't2']
  const some = <V>(share: number, value: () => V) =>
    new Map(people.flatMap((p): [string, V][] => (random() < share ? [[p, value()]] : [])))
  return {
    people,
    active: new Set(people.filter(() => random() < 0.8)),
    manager: some(0.8, () => of(people)),
    team: some(0.8, () => of(teams)),
    parent: new Map([
      ['t1', 't0'],
      ['t2', random() < 0.5 ? 't1' : 't2'],
    ]),
    leader: new Map(teams.flatMap((t): [string, string][] => (random() < 0.7 ? [[t, of(people)]] : []))),
    roles: new Map(people.map((p) => [p, new Set(['r0', 'r1', 'r2'].filter(() => random() < 0.3))])),
    admins: new Set(people.filter(() => random() < 0.15)),
  }
}

function asCompany(model: Model) {
  return {
    people: new Map(
      model.people.map((id) => [
        id,
        {
          id,
          name: id,
          email: '',
          teamId: model.team.get(id) ?? null,
          managerId: model.manager.get(id) ?? null,
          timeZone: 'Asia/Shanghai',
          active: model.active.has(id),
          roles: [...(model.roles.get(id) ?? []), ...(model.admins.has(id) ? ['admin'] : [])],
        },
      ]),
    ),
    teams: new Map(['t0', 't1', 't2'].map((t) => [t, model.parent.get(t) ?? null])),
    leaders: new Map(['t0', 't1', 't2'].map((t) => [t, model.leader.get(t) ?? null])),
    roles: new Map(
      ['r0', 'r1', 'r2', 'admin'].map((id) => [id, { id, name: id, key: null, admin: id === 'admin', grants: {} }]),
    ),
  }
}

/** The line above somebody by repeated squaring of nothing: one step at a time, by sets. */
function line(from: string, next: (id: string) => string | undefined): string[] {
  const at = next(from)
  const walk = (id: string | undefined, seen: readonly string[]): string[] =>
    id === undefined || id === from || seen.includes(id) ? [] : [id, ...walk(next(id), [...seen, id])]
  return walk(at, [])
}

function expected(model: Model, step: Pick<ApprovalStep, 'by' | 'mode'>, asker: string, self: boolean): string[][] {
  const may = (id: string) => model.active.has(id) && (self || id !== asker)
  const managers = line(asker, (id) => model.manager.get(id)).filter(may)
  const home = model.team.get(asker)
  const teams = home ? [home, ...line(home, (t) => model.parent.get(t))] : []
  const heads = [...new Set(teams.flatMap((t) => model.leader.get(t) ?? []))].filter(may)
  const chosen = step.by.flatMap((by): string[] => {
    if (by.by === 'person') return by.ids.filter(may)
    if (by.by === 'role') return model.people.filter((p) => may(p) && by.ids.some((r) => model.roles.get(p)?.has(r)))
    return (by.by === 'superior' ? managers : heads).slice(0, by.levels).slice(-1)
  })
  const people = [...new Set(chosen)]
  if (people.length > 0) return step.mode === 'all' ? people.map((p) => [p]) : [people]
  if (managers.length > 0) return [managers.slice(0, 1)]
  const admins = model.people.filter((p) => may(p) && model.admins.has(p))
  return admins.length > 0 ? [admins] : []
}

test(`who decides is whom the model says, and never the asker where she may not (${rounds} companies)`, () => {
  const random = chance(20261128)
  const of = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  let nobody = 0
  for (let i = 0; i < rounds; i++) {
    const model = companyOf(random)
    const by = Array.from({ length: 1 + Math.floor(random() * 3) }, (): ApprovalBy => {
      const kind = of(['person', 'role', 'superior', 'leader'] as const)
      const levels = 1 + Math.floor(random() * 4)
      if (kind === 'person') return { by: kind, ids: [of(model.people), of(model.people)] }
      return kind === 'role' ? { by: kind, ids: [of(['r0', 'r1', 'r2'])] } : { by: kind, levels }
    })
    const step = { by, mode: of(['any', 'all'] as const) }
    const asker = of(model.people)
    const self = random() < 0.3
    const places = placesOf(step, asker, asCompany(model), self)
    expect([i, places]).toEqual([i, expected(model, step, asker, self)])
    if (!self) expect([i, places.flat().includes(asker)]).toEqual([i, false])
    if (places.length === 0) nobody++
  }
  expect(nobody).toBeLessThan(rounds / 2)
})

const now = '2026-11-30T02:00:00.000Z'

/** Somebody's time away: over, under way or to come. */
type Away = { readonly personId: string; readonly by: readonly string[]; readonly from: string; readonly until: string }

/** A seat as the model knows it: who sits there, at which place, and whether it is open. */
type Chair = { person: string; place: number; open: boolean }

test(`whoever is away, hands on or adds a signer: those decide whom the model says, and nobody for herself (${rounds} companies)`, async () => {
  const random = chance(20261129)
  const of = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const happened = { decided: 0, stoodIn: 0, handed: 0, added: 0, refusedOwn: 0 }
  for (let i = 0; i < rounds; i++) {
    const model = companyOf(random)
    const { people } = model
    const absences = people.flatMap((personId): Away[] => {
      if (random() > 0.4) return []
      const [from, until] = of([
        ['2026-11-01', '2026-11-20'],
        ['2026-11-28', '2026-12-05'],
        ['2026-12-05', '2026-12-24'],
      ] as const)
      return [{ personId, by: [of(people), of(people)], from, until }]
    })
    const workspace = {
      directory: {
        absences: () => absences.map((one, n) => ({ ...one, id: `a${n}` })),
        person: async (id: string) => (model.active.has(id) ? ({ id } as never) : null),
      },
    }
    const asker = of(people)
    const self = random() < 0.3
    const request = { askerId: asker, self, status: 'waiting', step: 0 } as const
    const step = { by: [{ by: 'person', ids: [of(people), of(people)] } as const], mode: of(['any', 'all'] as const) }
    const places = placesOf(step, asker, asCompany(model), self)
    let seats = places.flatMap((list, place) => list.map((person) => seatOf(person, place)))
    const chairs = places.flatMap((list, place) => list.map((person): Chair => ({ person, place, open: true })))
    const sessionOf = (id: string) => {
      const covers = people.filter((other) => coversFor(workspace as never, other, now).includes(id))
      return { principal: { id, covers: covers.map((other) => ({ for: { id: other } })) } } as never
    }
    for (let turn = 0; turn < 6; turn++) {
      for (const id of people.filter((one) => model.active.has(one))) {
        const found = tried(() => mySeat(sessionOf(id), request, seats))
        const own = chairs.some((chair) => chair.open && chair.person === id)
        const forOthers = chairs.some((chair) => chair.open && standsInFor(absences, chair.person, id))
        const may = (own || forOthers) && (self || id !== asker)
        expect([i, turn, id, found !== null]).toEqual([i, turn, id, may])
        if (own || forOthers) happened.refusedOwn += may ? 0 : 1
      }
      const actor = of(people)
      const seat = model.active.has(actor) ? tried(() => mySeat(sessionOf(actor), request, seats)) : null
      if (!seat) continue
      const chair = chairs.find((one) => one.open && one.person === seat.personId && one.place === seat.place)!
      if (actor !== seat.personId) happened.stoodIn++
      const deed = of(['approve', 'delegate', 'add'] as const)
      if (deed === 'approve') {
        seats = seats.map((one) => (one.id === seat.id ? { ...one, status: 'approved' } : one))
        chair.open = false
        happened.decided++
        if (!self) expect([i, actor]).not.toEqual([i, asker])
        continue
      }
      const to = of(people)
      const asked = await askable(workspace, request, seats, to).catch(() => null)
      const sits = chairs.some((one) => one.open && one.person === to)
      expect([i, turn, asked !== null]).toEqual([i, turn, model.active.has(to) && (self || to !== asker) && !sits])
      if (asked === null) continue
      const place = deed === 'delegate' ? seat.place : 1 + Math.max(...seats.map((one) => one.place))
      if (deed === 'delegate') {
        seats = seats.map((one) => (one.id === seat.id ? { ...one, status: 'delegated' } : one))
        chair.open = false
      }
      seats = [...seats, seatOf(to, place)]
      chairs.push({ person: to, place, open: true })
      happened[deed === 'delegate' ? 'handed' : 'added']++
    }
  }
  // Chance has tried all of it.
  for (const [what, times] of Object.entries(happened)) expect([what, times > 20]).toEqual([what, true])
})

let seatCount = 0
function seatOf(personId: string, place: number): Seat {
  const id = `s${++seatCount}`
  const blank = { approvalId: 'r', round: 1, step: 0, how: 'policy', decidedBy: null, decidedAt: null } as const
  return { ...blank, id, place, personId, status: 'waiting', askedAt: now }
}

function standsInFor(absences: readonly Away[], away: string, id: string): boolean {
  const today = now.slice(0, 10)
  return absences.some(
    (one) => one.personId === away && one.from <= today && today < one.until && one.by.includes(id) && id !== away,
  )
}

function tried<T>(run: () => T): T | null {
  try {
    return run()
  } catch {
    return null
  }
}
