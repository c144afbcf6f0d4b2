import type { Action, Job, Rule, Subscriber, Tx } from './behaviour.ts'
import type { Deadlines } from './deadline.ts'
import type { DueWork } from './due.ts'
import type { StepKind } from './flow-step.ts'
import type { Label } from './label.ts'
import type { Learning } from './learn/learning.ts'
import type { MailHandling } from './mail.ts'
import type { Guard } from './match/guard.ts'
import type { MessageHandling } from './messages.ts'
import type { Notice } from './notice.ts'
import type { Extension, ObjectDef } from './object.ts'
import type { Paper, PaperWriter } from './paper.ts'
import type { PublicPage } from './public-page.ts'
import type { DoubleRecords, QualityRecords } from './quality/records.ts'
import type { SourceProfile } from './source-profile.ts'
import type { TemplateRecords } from './template.ts'
import type { TodaySection } from './today.ts'

/** A part of the business: its objects and what they do. Its file is its table of contents. */
export type Module = {
  readonly key: string
  readonly label: Label
  /** Modules that must be there, and whose rules run before these. */
  readonly requires?: readonly string[]
  readonly objects?: readonly ObjectDef[]
  readonly extensions?: readonly Extension[]
  readonly rules?: readonly Rule[]
  readonly actions?: readonly Action[]
  readonly subscribers?: readonly Subscriber[]
  readonly jobs?: readonly Job[]
  readonly notices?: readonly Notice[]
  readonly deadlines?: readonly Deadlines[]
  /** What records have done to them at an instant of their own. */
  readonly dues?: readonly DueWork[]
  /** Kinds of steps of flows. */
  readonly steps?: readonly StepKind[]
  /** Scores that are learnt from the past. */
  readonly learnings?: readonly Learning[]
  /** Where what was learnt is kept. */
  readonly models?: ModelRecords
  /** Sections of the page that opens first. */
  readonly today?: readonly TodaySection[]
  /** What becomes of records that are like others, and what is told of those. */
  readonly guard?: Guard
  readonly settings?: readonly SettingsRecords[]
  /** Where rates between currencies are kept. */
  readonly rates?: RateRecords
  /** Where placeholders, and what is asked of records, are kept. */
  readonly quality?: QualityRecords
  /** Where records are kept that are likely the same. */
  readonly doubles?: DoubleRecords
  /** Objects whose records are templates. */
  readonly templates?: readonly TemplateRecords[]
  /** What is put on paper. */
  readonly papers?: readonly Paper[]
  /** What puts it there. */
  readonly paperWriter?: PaperWriter
  /** What is sent and received by mail. */
  readonly mail?: MailHandling
  /** What is sent by gateways of short messages. */
  readonly messages?: MessageHandling
  /** Pages that strangers may open. */
  readonly publicPages?: readonly PublicPage[]
  /** Roles that a new workspace starts with. */
  readonly roles?: readonly RoleSeed[]
  /** Records that a new workspace starts with, such as stages; written once, through the engine. */
  readonly seeds?: readonly Seed[]
  /** What workspaces that are there already are given. */
  readonly upgrades?: readonly Upgrade[]
  /** Systems from which files come that need no mapping by hand. */
  readonly profiles?: readonly SourceProfile[]
}

/**
 * Records that keep settings about another object, such as a saved view: `about` holds the object's key, `settings` is a
 * JSON field whose lists, filters and keys name its fields. When a field goes, its name is taken out of them.
 */
export type SettingsRecords = { readonly object: string; readonly about: string; readonly settings: string }

/** The object whose records are rates, and its fields: one unit of `currency` is worth `rate` units of `to`, `from` a day on. */
export type RateRecords = {
  readonly object: string
  readonly currency: string
  readonly to: string
  readonly from: string
  readonly rate: string
}

/**
 * The object whose records hold models, a standing one, and its fields: which score, since when, the model or why there is none,
 * and its figures.
 */
export type ModelRecords = {
  readonly object: string
  readonly of: string
  readonly score: string
  readonly at: string
  readonly model: string
  readonly figures: string
}

/**
 * Brings a workspace that is there already to what new ones begin with; done once in each, in one transaction with the note
 * that it was. It must change nothing where there is nothing to change.
 */
export type Upgrade = { readonly key: string; readonly run: (tx: Tx) => Promise<void> }

export type Seed = { readonly object: string; readonly records: readonly Readonly<Record<string, unknown>>[] }

/** Which records a verb reaches. A list of scopes is their union; `where` is a filter of the object. */
export type Scope =
  | 'none'
  | 'own'
  | 'team'
  | 'teamAndBelow'
  | 'shared'
  | 'all'
  | { readonly where: Readonly<Record<string, unknown>> }

/** What a role may do with one object. What is not named is refused. */
export type Grant = {
  readonly read?: Scope | readonly Scope[]
  readonly create?: boolean
  readonly update?: Scope | readonly Scope[]
  readonly delete?: Scope | readonly Scope[]
  readonly export?: boolean
  readonly import?: boolean
  /** Makes one of several records, each of which she may change, and parts them again. */
  readonly merge?: boolean
  /** Keys of actions, or all of them. */
  readonly actions?: readonly string[] | 'all'
  /** Fields that differ from the rule "what may be read may be written": hidden, or read only. */
  readonly fields?: Readonly<Record<string, 'hidden' | 'read' | 'write'>>
}

export type RoleSeed = {
  readonly key: string
  readonly label: Label
  /** By object key; `*` for every object that is not named. */
  readonly grants: Readonly<Record<string, Grant>>
  /** Settings, people, roles: the administrator. */
  readonly admin?: boolean
}

/** Declares a module. */
export function defineModule(module: Module): Module {
  return module
}
