import { refuse } from '#kernel/problem.ts'
import type { Principal } from '../access/principal.ts'
import type { SignInMethod } from '../catalogue/sign-in-methods.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import { tellSetting } from './tell.ts'

/** How people of a workspace come in. */
export type SignInPolicy = {
  /** Who needs a second factor beside the password. */
  readonly secondFactor: 'optional' | 'administrators' | 'everyone'
  /** Only single sign-on; administrators keep their passwords, so that a broken provider locks nobody out for good. */
  readonly ssoOnly: boolean
}

export const openPolicy: SignInPolicy = { secondFactor: 'optional', ssoOnly: false }

/** The policies of all workspaces, remembered for a moment. */
export type Policies = ReturnType<typeof openPolicies>

export function openPolicies() {
  const known = new Map<string, { policy: Promise<SignInPolicy>; until: number }>()
  return {
    of(workspace: Workspace): Promise<SignInPolicy> {
      const remembered = known.get(workspace.id)
      if (remembered && remembered.until > performance.now()) return remembered.policy
      const policy = readPolicy(workspace)
      known.set(workspace.id, { policy, until: performance.now() + 10_000 })
      policy.catch(() => known.delete(workspace.id))
      return policy
    },
    forget: () => known.clear(),
  }
}

/** What stands in the settings of the workspace. */
export async function readPolicy(workspace: Workspace): Promise<SignInPolicy> {
  const [row] = await workspace.db.rows(
    sql`select value from ${engineTable(workspace, 'setting')} where key = ${'signIn'}`,
  )
  return { ...openPolicy, ...(row?.[0] as Partial<SignInPolicy> | undefined) }
}

/** Sets it; the audit log tells who did. */
export async function savePolicy(session: Session, wanted: SignInPolicy): Promise<SignInPolicy> {
  const { workspace, principal } = session
  const before = await readPolicy(workspace)
  const now = workspace.clock.now().toISOString()
  await workspace.db.count(
    sql`insert into ${engineTable(workspace, 'setting')} (key, value, updated_at, updated_by)
      values (${'signIn'}, ${JSON.stringify(wanted)}::jsonb, ${now}::timestamptz, ${principal.id}::uuid)
      on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
  )
  const keys = (['secondFactor', 'ssoOnly'] as const).filter((key) => before[key] !== wanted[key])
  if (keys.length > 0)
    await tellSetting(
      session,
      'signInPolicyChanged',
      workspace.id,
      Object.fromEntries(keys.map((key) => [key, [before[key], wanted[key]]])),
    )
  return wanted
}

/** Does the policy ask her for a second factor? */
export function needsSecondFactor(policy: SignInPolicy, principal: Pick<Principal, 'admin'>): boolean {
  return policy.secondFactor === 'everyone' || (policy.secondFactor === 'administrators' && principal.admin)
}

/** May she come in like this? A session of single sign-on leads to the workspace of its provider and to no other. */
export function mayComeIn(
  policy: SignInPolicy,
  workspace: Pick<Workspace, 'id'>,
  principal: Pick<Principal, 'admin'>,
  method: SignInMethod,
): boolean {
  if (method.startsWith('sso ')) return method === `sso ${workspace.id}`
  return !policy.ssoOnly || principal.admin
}

/** Refuses everything but setting up the second factor that the policy asks for. */
export function secondFactorFirst() {
  return refuse(
    'forbidden',
    null,
    {
      en: 'Set up a second factor first; your administrator requires it.',
      zh: '管理员要求启用两步验证，请先完成设置。',
    },
    'secondFactorRequired',
  )
}
