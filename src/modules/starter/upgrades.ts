import type { Grant, Upgrade } from '#kernel/module.ts'
import { role } from '#modules/identity/role/role.ts'
import { starterRoles } from './roles.ts'

/**
 * Companies that are older than an object lack it in the roles that they began with; those get there what a new company's
 * have. Where any of these roles says anything of the object, somebody has decided, and all stay as they are.
 */
function grantsOfNew(key: string, ...objects: readonly string[]): Upgrade {
  return {
    key,
    async run(tx) {
      const roles = await tx.all.list(role, {
        where: { key: { in: starterRoles.map((seed) => seed.key) } },
        limit: 100,
      })
      const grantsOf = (one: (typeof roles)[number]) => (one.grants ?? {}) as Readonly<Record<string, Grant>>
      const unknown = objects.filter((object) => !roles.some((one) => grantsOf(one)[object]))
      for (const one of roles) {
        const begun = starterRoles.find((seed) => seed.key === one.key)!.grants
        const added = Object.entries(begun).filter(([object]) => unknown.includes(object))
        const grants = grantsOf(one)
        if (grants['*'] || added.length === 0) continue
        await tx.update(role, one.id, { grants: { ...grants, ...Object.fromEntries(added) } })
      }
    },
  }
}

/** Who answers for the records of several people may merge them; where a role says anything of merging, somebody has decided. */
const mergingForRoles: Upgrade = {
  key: 'merging-for-roles',
  async run(tx) {
    const roles = await tx.all.list(role, { where: { key: { in: starterRoles.map((seed) => seed.key) } }, limit: 100 })
    const grantsOf = (one: (typeof roles)[number]) => (one.grants ?? {}) as Readonly<Record<string, Grant>>
    if (roles.some((one) => Object.values(grantsOf(one)).some((grant) => grant.merge !== undefined))) return
    for (const one of roles) {
      const begun = starterRoles.find((seed) => seed.key === one.key)!.grants
      const grants = Object.entries(grantsOf(one)).map(([object, grant]): [string, Grant] => [
        object,
        begun[object]?.merge && grant.import ? { ...grant, merge: true } : grant,
      ])
      await tx.update(role, one.id, { grants: Object.fromEntries(grants) })
    }
  },
}

/** A role that came later, for companies that have none of its key. */
const stewardRole: Upgrade = {
  key: 'steward-role',
  async run(tx) {
    const { key, label, grants } = starterRoles.find((seed) => seed.key === 'steward')!
    if ((await tx.all.count(role, { key })) > 0) return
    await tx.create(role, { key, name: `${label.zh} ${label.en}`, grants })
  },
}

/** Who plans sequences may enrol leads; where any of these roles names that action, somebody has decided. */
const enrolForMarketing: Upgrade = {
  key: 'enrol-for-marketing',
  async run(tx) {
    const roles = await tx.all.list(role, { where: { key: { in: starterRoles.map((seed) => seed.key) } }, limit: 100 })
    const actionsOf = (one: (typeof roles)[number]) =>
      (one.grants as Readonly<Record<string, Grant>>)?.['lead']?.actions
    const named = (actions: Grant['actions']): actions is string[] => Array.isArray(actions)
    if (roles.some((one) => named(actionsOf(one)) && (actionsOf(one) as string[]).includes('enrol'))) return
    const marketing = roles.find((one) => one.key === 'marketing')
    const actions = marketing && actionsOf(marketing)
    if (!marketing || !named(actions)) return
    const grants = marketing.grants as Readonly<Record<string, Grant>>
    const lead = { ...grants['lead'], actions: [...actions, 'enrol'] }
    await tx.update(role, marketing.id, { grants: { ...grants, lead } })
  },
}

/** In the order in which the objects came; a new object of `starterRoles` gets a line. */
export const newGrants: readonly Upgrade[] = [
  // Before the objects whose grants speak of merging already.
  mergingForRoles,
  grantsOfNew('tags-for-roles', 'tag'),
  grantsOfNew('forms-for-roles', 'webForm', 'formSubmission'),
  grantsOfNew('pools-for-roles', 'pool', 'poolClaim', 'recyclingRule', 'recycling', 'extensionRequest'),
  grantsOfNew('collisions-for-roles', 'collisionPolicy', 'collisionCase', 'dealRegistration', 'ownershipDispute'),
  grantsOfNew('absences-for-roles', 'absence'),
  grantsOfNew('contact-roles-for-roles', 'contactRole'),
  grantsOfNew('assignment-for-roles', 'assignmentRule', 'assignment'),
  grantsOfNew('duplicates-for-roles', 'duplicate'),
  grantsOfNew('qualification-for-roles', 'qualificationCriterion'),
  grantsOfNew('quality-for-roles', 'placeholderValue', 'qualityStandard', 'quarantine', 'cleaningTask'),
  stewardRole,
  grantsOfNew('mail-for-roles', 'mailbox', 'mailTemplate', 'mailMessage', 'suppression'),
  grantsOfNew('flows-for-roles', 'flow', 'flowVersion'),
  grantsOfNew('signals-for-roles', 'signal'),
  grantsOfNew('sequences-for-roles', 'sequence', 'sequenceVersion', 'sequencePolicy', 'enrolment', 'sequencePromise'),
  grantsOfNew('letters-for-roles', 'letter', 'letterTemplate', 'letterhead', 'letterSignature', 'printBatch'),
  grantsOfNew('packets-for-roles', 'packet', 'packetItem', 'stockItem', 'stockMovement'),
  enrolForMarketing,
  grantsOfNew('messages-for-roles', 'messageGateway', 'messageOptOut', 'textMessage'),
]
