import type { Grant, RoleSeed, Scope } from '#kernel/module.ts'
import { everybody } from '#modules/identity/roles.ts'

const mine: readonly Scope[] = ['own', 'shared']
const ofTeam: readonly Scope[] = ['own', 'team', 'shared']
const below: readonly Scope[] = ['own', 'teamAndBelow', 'shared']
const all: Scope = 'all'

/** A flow acts with the rights of its owner, so everybody may let her own ones run. */
const ownFlows: Grant = { read: all, create: true, update: 'own', delete: 'own', actions: 'all' }

/** Who writes sequences; they act in the name of whoever answers for a record, with her rights. */
const ownSequences: Grant = { read: all, create: true, update: 'own', delete: 'own', actions: 'all' }

/** What somebody says of herself. */
const hers: Scope = { where: { person: { is: 'me' } } }
const ofThoseBelow: Scope = { where: { person: { is: 'myTeamAndBelow' } } }

/** Whoever works with records makes the tags that are missing. */
const everyone: Readonly<Record<string, Grant>> = {
  ...everybody,
  absence: { read: all, create: true, update: hers, delete: hers },
  tag: { read: all, create: true },
  poolClaim: { read: 'own' },
  assignment: { read: { where: { person: { is: 'me' } } } },
  pool: { read: all, actions: 'all' },
  recyclingRule: { read: all },
  assignmentRule: { read: all },
  qualificationCriterion: { read: all },
  placeholderValue: { read: all },
  recycling: { read: all, actions: 'all' },
  flow: { read: all },
  flowVersion: { read: all },
  signal: { read: all },
  sequence: { read: all, actions: ['preview', 'results'] },
  sequenceVersion: { read: all },
  sequencePolicy: { read: all },
  extensionRequest: { read: ['own', { where: { decider: { is: 'me' } } }], actions: 'all' },
  mailbox: { read: ['own', { where: { shared: true } }], create: true, update: 'own', delete: 'own' },
  mailTemplate: {
    read: ['own', { where: { shared: true } }],
    create: true,
    update: 'own',
    delete: 'own',
    actions: 'all',
  },
  suppression: { read: all, create: true },
  messageGateway: { read: all },
  messageOptOut: { read: all, create: true },
  letterTemplate: {
    read: ['own', { where: { shared: true } }],
    create: true,
    update: 'own',
    delete: 'own',
    actions: 'all',
  },
  letterhead: { read: all },
  letterSignature: { read: 'own', create: true, update: 'own', delete: 'own' },
}

/** Whoever prints prints what everybody has written: a batch takes all that waits. */
const printing: Grant = { read: all, create: true, update: all, actions: 'all' }

/** Whoever packs sees to all packets and to what lies in stock. */
const storekeeping: Readonly<Record<string, Grant>> = {
  packet: { read: all, create: true, update: all, delete: 'own', actions: 'all' },
  packetItem: { read: all, create: true, update: all, delete: all },
  stockItem: { read: all, create: true, update: all, import: true, actions: 'all' },
  stockMovement: { read: all },
}

/** Mail of one's own, what comes into shared mailboxes, and threads that were opened with customers whom these people answer for. */
function mails(whose: 'myTeam' | 'myTeamAndBelow' | 'everybody'): Grant {
  const customers = ['contacts', 'account', 'lead', 'opportunity'].map((key) => ({ [`${key}.owner`]: { is: whose } }))
  const opened: Scope = { where: { openThread: true, ...(whose === 'everybody' ? {} : { or: customers }) } }
  const box: Scope = { where: { 'mailbox.shared': true } }
  return {
    read: ['own', 'shared', box, opened],
    create: true,
    update: ['own', box],
    delete: 'own',
    actions: 'all',
  }
}

/** Disputes in which one of these people has a part. */
function disputes(whose: 'me' | 'myTeamAndBelow'): Grant {
  const reach: Scope = { where: { or: [{ firstOwner: { is: whose } }, { secondOwner: { is: whose } }] } }
  return { read: reach, ...(whose === 'me' ? {} : { update: reach }) }
}

/** Cases of one's own, and those about one's own records. */
function cases(read: readonly Scope[], actions: Grant['actions']): Grant {
  const reach: readonly Scope[] = [...read, { where: { keeper: { is: 'me' } } }]
  return { read: reach, update: reach, ...(actions ? { actions } : {}) }
}

/** Who mends what others have entered: everything but taking it along. */
const mender: Grant = { read: all, create: true, update: all, delete: all, merge: true, import: true }

/** Roles of a company that sells and serves. Export is for managers alone. */
export const starterRoles: readonly RoleSeed[] = [
  {
    key: 'salesManager',
    label: { en: 'Sales manager', zh: '销售经理' },
    grants: {
      ...everyone,
      absence: { read: all, create: true, update: ofThoseBelow, delete: ofThoseBelow },
      account: { ...keeper(below), fields: { bankAccount: 'write' } },
      contact: keeper(below),
      employment: partOf('contact', 'myTeamAndBelow'),
      lead: keeper(below),
      poolClaim: { read: below, export: true },
      assignment: { read: { where: { person: { is: 'myTeamAndBelow' } } }, export: true },
      opportunity: keeper(below),
      opportunityLine: partOf('opportunity', 'myTeamAndBelow'),
      contactRole: partOf('opportunity', 'myTeamAndBelow'),
      activity: keeper(below),
      mailMessage: mails('myTeamAndBelow'),
      textMessage: keeper(below),
      messageOptOut: { read: all, create: true, update: all, delete: all, import: true, export: true },
      letter: keeper(below),
      printBatch: printing,
      packet: keeper(below),
      packetItem: partOf('packet', 'myTeamAndBelow'),
      stockItem: { ...mender, actions: 'all' },
      stockMovement: { read: all },
      suppression: { read: all, create: true, update: all, delete: all, import: true, export: true },
      collisionPolicy: { read: all },
      dealRegistration: keeper(below),
      ownershipDispute: { ...disputes('myTeamAndBelow'), actions: 'all' },
      collisionCase: cases(['own', 'teamAndBelow'], 'all'),
      duplicate: { read: below, update: below, actions: 'all' },
      product: { read: all, export: true, actions: 'all' },
      webForm: { read: all },
      flow: ownFlows,
      signal: ownFlows,
      sequence: ownSequences,
      enrolment: { read: below, update: below, export: true, actions: 'all' },
      sequencePromise: { read: below, export: true },
      formSubmission: partOf('lead', 'myTeamAndBelow'),
    },
  },
  {
    key: 'sales',
    label: { en: 'Sales', zh: '销售' },
    grants: {
      ...everyone,
      account: worker(ofTeam),
      contact: worker(ofTeam),
      employment: partOf('contact', 'myTeam'),
      lead: worker(ofTeam),
      opportunity: worker(ofTeam),
      opportunityLine: partOf('opportunity', 'myTeam'),
      contactRole: partOf('opportunity', 'myTeam'),
      activity: { ...worker(ofTeam), delete: 'own' },
      mailMessage: mails('myTeam'),
      enrolment: { read: ofTeam, update: 'own', actions: 'all' },
      sequencePromise: { read: ofTeam },
      textMessage: { ...worker(ofTeam), import: false, delete: 'own' },
      letter: { ...worker(ofTeam), delete: 'own' },
      printBatch: { read: 'own' },
      packet: { ...worker(ofTeam), delete: 'own' },
      packetItem: partOf('packet', 'myTeam'),
      stockItem: { read: all },
      formSubmission: { read: { where: { 'lead.owner': { is: 'myTeam' } } } },
      collisionCase: cases(['own'], ['requestShare', 'acceptShare', 'declineShare']),
      dealRegistration: worker(['own', 'shared']),
      ownershipDispute: disputes('me'),
      product: { read: all },
    },
  },
  {
    key: 'service',
    label: { en: 'Service', zh: '客服' },
    grants: {
      ...everyone,
      account: { read: all, create: true, update: all, actions: 'all' },
      contact: { read: all, create: true, update: all, actions: 'all' },
      employment: { read: all, create: true, update: all },
      opportunity: { read: all, fields: { probability: 'hidden', weighted: 'hidden', forecast: 'hidden' } },
      opportunityLine: { read: all },
      contactRole: { read: all },
      activity: { read: all, create: true, update: mine, delete: 'own', actions: 'all' },
      mailMessage: mails('everybody'),
      enrolment: { read: all },
      sequencePromise: { read: all },
      textMessage: { read: all, create: true, update: all, delete: 'own', actions: 'all' },
      letter: { read: all, create: true, update: all, delete: 'own', actions: 'all' },
      ...storekeeping,
      printBatch: printing,
      collisionCase: cases(['own'], ['requestShare', 'acceptShare', 'declineShare']),
      product: { read: all },
    },
  },
  {
    key: 'marketing',
    label: { en: 'Marketing', zh: '市场' },
    grants: {
      ...everyone,
      account: { read: all },
      contact: { read: all, create: true, update: mine, import: true, actions: 'all' },
      employment: { read: all },
      lead: { read: all, create: true, update: all, import: true, actions: ['disqualify', 'requalify', 'enrol'] },
      opportunity: { read: all },
      opportunityLine: { read: all },
      contactRole: { read: all },
      collisionCase: cases(['own'], ['requestShare', 'acceptShare', 'declineShare']),
      activity: { read: ofTeam, create: true, update: mine, delete: 'own', actions: 'all' },
      mailMessage: mails('everybody'),
      textMessage: { read: all, create: true, update: all, delete: 'own', actions: 'all' },
      letter: { read: all, create: true, update: all, delete: 'own', actions: 'all' },
      ...storekeeping,
      letterTemplate: { read: all, create: true, update: all, delete: all, actions: 'all' },
      letterhead: { read: all, create: true, update: all, delete: all },
      printBatch: printing,
      suppression: { read: all, create: true, update: all, delete: all, import: true, export: true },
      messageOptOut: { read: all, create: true, update: all, delete: all, import: true, export: true },
      webForm: { read: all, create: true, update: all, delete: all, actions: 'all' },
      flow: ownFlows,
      signal: ownFlows,
      sequence: ownSequences,
      enrolment: { read: all, update: all, export: true, actions: 'all' },
      sequencePromise: { read: all, export: true },
      formSubmission: { read: all, update: all, delete: all, export: true, actions: 'all' },
      product: { read: all, create: true, update: all, import: true, actions: 'all' },
    },
  },
  {
    key: 'steward',
    label: { en: 'Data steward', zh: '数据专员' },
    grants: {
      ...everyone,
      account: mender,
      contact: mender,
      employment: { read: all, create: true, update: all, delete: all, actions: 'all' },
      lead: mender,
      opportunity: { read: all },
      opportunityLine: { read: all },
      contactRole: { read: all },
      activity: { read: all, create: true, update: mine, delete: 'own', actions: 'all' },
      duplicate: { read: all, update: all, actions: 'all' },
      placeholderValue: { read: all, create: true, update: all, delete: all },
      qualityStandard: { read: all, create: true, update: all, delete: all },
      cleaningTask: { read: all, create: true, update: all, delete: all },
      quarantine: { read: all, create: true, update: all, actions: 'all' },
      webForm: { read: all },
      product: { read: all },
    },
  },
]

/** Who answers for the records of several people. */
function keeper(scope: readonly Scope[]): Grant {
  return {
    read: scope,
    create: true,
    update: scope,
    delete: scope,
    export: true,
    import: true,
    merge: true,
    actions: 'all',
  }
}

/** Who works with records: sees the team's, changes what is hers or was opened to her, deletes and exports nothing. */
function worker(read: readonly Scope[]): Grant {
  return { read, create: true, update: mine, import: true, actions: 'all' }
}

/** A record without an owner goes with the one that it is a part of. */
function partOf(relation: string, reach: 'myTeam' | 'myTeamAndBelow'): Grant {
  const path = `${relation}.owner`
  const reached: Scope = { where: { [path]: { is: reach } } }
  const changed: Scope = reach === 'myTeam' ? { where: { [path]: { is: 'me' } } } : reached
  return { read: reached, create: true, update: changed, delete: changed, actions: 'all' }
}
