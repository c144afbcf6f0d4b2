import { automationTables } from './engine-tables/automation.ts'
import { configurationTables } from './engine-tables/configuration.ts'
import { historyTables } from './engine-tables/history.ts'
import { importTables } from './engine-tables/import.ts'
import { mailTables } from './engine-tables/mail.ts'
import { outgoingTables } from './engine-tables/outgoing.ts'
import { peopleTables } from './engine-tables/people.ts'
import { samenessTables } from './engine-tables/sameness.ts'
import { togetherTables } from './engine-tables/together.ts'
import { workTables } from './engine-tables/work.ts'
import type { Table } from './table.ts'

/** The tables that the engine keeps for itself in every workspace. */
export const engineTables: readonly Table[] = [
  ...historyTables,
  ...peopleTables,
  ...samenessTables,
  ...togetherTables,
  ...workTables,
  ...importTables,
  ...configurationTables,
  ...outgoingTables,
  ...automationTables,
  ...mailTables,
]
