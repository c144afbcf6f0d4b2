import { usualIn } from '#kernel/company-settings.ts'
import type { Language } from '#kernel/label.ts'
import { addPerson, givePassword, personByEmail } from './access/people.ts'
import type { Auth } from './catalogue/auth.ts'
import type { Catalogue } from './catalogue/catalogue.ts'
import { beginSettings } from './company/settings.ts'
import type { Workspace } from './context.ts'
import { crashPoint } from './crash.ts'
import { systemSession, type Workspaces } from './workspaces.ts'

/** What the first person of an empty installation says. */
export type Setup = {
  readonly company: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly language: Language
  readonly timeZone: string
  readonly sample: boolean
}

type Parts = { readonly catalogue: Catalogue; readonly auth: Auth; readonly workspaces: Workspaces }

/**
 * Makes a workspace with its administrator. Cut short, it is done again: a workspace that nobody can enter is what an
 * earlier try has left, and serves.
 */
export async function makeFirstWorkspace(parts: Parts, setup: Setup): Promise<{ workspaceId: string; userId: string }> {
  const workspace = (await abandoned(parts, setup)) ?? (await parts.workspaces.create(setup.company, setup.language))
  crashPoint('setup.workspace')
  await beginSettings(workspace, usualIn(setup.timeZone, setup.language))
  await parts.workspaces.refresh(workspace.id)
  const known = await personByEmail(workspace, setup.email)
  if (known) await givePassword(parts, workspace, known, setup.password)
  const userId = known ?? (await addPerson(parts, systemSession(workspace), { ...setup, role: 'administrator' }))
  return { workspaceId: workspace.id, userId }
}

async function abandoned({ catalogue, workspaces }: Parts, setup: Setup): Promise<Workspace | null> {
  const [id] = await catalogue.workspacesOfNobody()
  if (!id) return null
  await catalogue.setWorkspace(id, { name: setup.company, language: setup.language })
  await workspaces.all()
  return workspaces.get(id)
}
