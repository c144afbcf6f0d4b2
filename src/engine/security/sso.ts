import * as client from 'openid-client'
import { Refusal, refuse } from '#kernel/problem.ts'
import { addPerson, personByEmail } from '../access/people.ts'
import type { Auth } from '../catalogue/auth.ts'
import type { Doors } from '../catalogue/auth-doors.ts'
import type { Provider, Providers } from '../catalogue/auth-providers.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Workspace } from '../context.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { systemSession, type Workspaces } from '../workspaces.ts'

type Parts = {
  readonly providers: Providers
  readonly catalogue: Catalogue
  readonly auth: Auth
  readonly doors: Doors
  readonly workspaces: Workspaces
  readonly outbound: Outbound
  /** Where a provider sends people back to. */
  readonly callback: string
}

/** Why a provider's word was not enough. The screen has words for each; it tells a stranger nothing else. */
export type SsoFailure = 'state' | 'provider' | 'unverified' | 'domain' | 'unknown' | 'disabled' | 'taken'

/** Somebody was sent back, and is not let in. */
export class SsoRefusal extends Error {
  readonly why: SsoFailure
  /** Whom it is about, where that is known: for the audit log. */
  readonly about: { readonly workspace: Workspace; readonly userId: string } | null
  constructor(why: SsoFailure, cause?: unknown, about: SsoRefusal['about'] = null) {
    super(why, { cause })
    this.why = why
    this.about = about
  }
}

/** Signing in at a provider, by OpenID Connect: authorization code with PKCE, state, nonce, and a signed ID token. */
export function openSso(parts: Parts) {
  const { providers } = parts
  const known = new Map<string, { configuration: client.Configuration; updatedAt: string; until: number }>()

  /** What the provider says of itself, remembered for ten minutes. */
  async function configurationOf(provider: Provider): Promise<client.Configuration> {
    const remembered = known.get(provider.id)
    if (remembered && remembered.updatedAt === provider.updatedAt && remembered.until > performance.now())
      return remembered.configuration
    const configuration = await discover(provider, await providers.secret(provider.id))
    known.set(provider.id, { configuration, updatedAt: provider.updatedAt, until: performance.now() + 600_000 })
    return configuration
  }

  async function discover(
    { issuer, clientId }: Pick<Provider, 'issuer' | 'clientId'>,
    secret: string | null,
  ): Promise<client.Configuration> {
    const url = parts.outbound.check(issuer, 'issuer')
    const configuration = await client.discovery(
      url,
      clientId,
      undefined,
      secret ? client.ClientSecretPost(secret) : client.None(),
      {
        [client.customFetch]: (address, init) => parts.outbound.fetch(address, init as RequestInit),
        // Plain HTTP only towards networks that the operator has opened; the outbound client sees to that.
        execute: [
          client.enableNonRepudiationChecks,
          ...(url.protocol === 'http:' ? [client.allowInsecureRequests] : []),
        ],
      },
    )
    return configuration
  }

  return {
    /** Asks a provider who it is; refuses, at the field, what cannot be used. */
    async test(values: Pick<Provider, 'issuer' | 'clientId'>, secret: string | null): Promise<void> {
      try {
        await discover(values, secret)
      } catch (error) {
        if (error instanceof Refusal) throw error
        throw wrongIssuer()
      }
    },

    /** The address at the provider to which a browser is sent. `browser` is what its cookie will say. */
    async begin(provider: Provider, browser: string, goesTo: string | null, hint: string | null): Promise<string> {
      const configuration = await configurationOf(provider)
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()]
      await providers.begin(state, browser, { providerId: provider.id, nonce, verifier, goesTo })
      return client.buildAuthorizationUrl(configuration, {
        redirect_uri: parts.callback,
        scope: 'openid email profile',
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(hint ? { login_hint: hint } : {}),
      }).href
    },

    /** Takes what the provider sent back, and answers who it is. Throws `SsoRefusal` for all that is not as it should be. */
    async end(query: string, browser: string | null) {
      const back = new URL(`${parts.callback}${query}`)
      const state = back.searchParams.get('state')
      const attempt = state && browser ? await providers.end(state, browser) : null
      if (!attempt || !state) throw new SsoRefusal('state')
      const provider = await providers.get(attempt.providerId)
      const workspace = provider?.active ? parts.workspaces.get(provider.workspaceId) : null
      if (!provider || !workspace) throw new SsoRefusal('provider')
      const claims = await claimsOf(await configurationOf(provider), back, state, attempt)
      const loginId = await personOf(parts, workspace, provider, claims)
      return { workspace, provider, loginId, goesTo: attempt.goesTo }
    },
  }
}

type Claims = { readonly subject: string; readonly email: string; readonly name: string }

async function claimsOf(
  configuration: client.Configuration,
  back: URL,
  state: string,
  attempt: { readonly nonce: string; readonly verifier: string },
): Promise<Claims> {
  let token: client.IDToken | undefined
  try {
    const tokens = await client.authorizationCodeGrant(configuration, back, {
      expectedState: state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      idTokenExpected: true,
    })
    token = tokens.claims()
    // Many providers tell the address only here; the answer must be about the same subject.
    if (token && token['email'] === undefined && configuration.serverMetadata().userinfo_endpoint) {
      const more = await client.fetchUserInfo(configuration, tokens.access_token, token.sub)
      token = { ...token, ...more, sub: token.sub }
    }
  } catch (error) {
    throw new SsoRefusal('provider', error)
  }
  const email = typeof token?.['email'] === 'string' ? token['email'].trim().toLowerCase() : ''
  if (!token || email === '' || token['email_verified'] !== true) throw new SsoRefusal('unverified')
  const name = typeof token['name'] === 'string' ? token['name'].trim() : ''
  return { subject: token.sub, email, name: name || email.split('@')[0]! }
}

/**
 * Who it is here. A subject that was tied once stays that login, whatever its address says by now. A new one is tied to
 * the person of this workspace with that address: the provider vouches for the address, the administrators for the
 * provider, and neither for any other workspace. Whoever is nobody here yet is made one where a role is set for that.
 */
async function personOf(parts: Parts, workspace: Workspace, provider: Provider, claims: Claims): Promise<string> {
  const { catalogue, doors, providers, auth } = parts
  if (!provider.domains.includes(claims.email.split('@').at(-1)!)) throw new SsoRefusal('domain')
  const tied = await providers.loginOf(provider.id, claims.subject)
  if (tied) {
    const entry = (await catalogue.memberships(tied)).find((one) => one.workspaceId === workspace.id)
    if (!entry) throw new SsoRefusal('unknown')
    if (!(await workspace.directory.person(entry.userId)))
      throw new SsoRefusal('disabled', undefined, { workspace, userId: entry.userId })
    return tied
  }
  const known = await personByEmail(workspace, claims.email)
  if (!known && provider.roleId === null) throw new SsoRefusal('unknown')
  const userId =
    known ??
    (await addPerson(parts, systemSession(workspace), {
      name: claims.name,
      email: claims.email,
      role: provider.roleId!,
    }))
  if (!(await workspace.directory.person(userId))) throw new SsoRefusal('disabled', undefined, { workspace, userId })
  const entry = { workspaceId: workspace.id, userId }
  const loginId =
    (await doors.loginOfPerson(entry)) ??
    (await catalogue.loginOf(claims.email)) ??
    (await auth.createLogin({ name: claims.name, email: claims.email }))
  // Her address as a person may have been that of another login: then this one is not hers.
  const entries = await catalogue.memberships(loginId)
  const here = entries.find((one) => one.workspaceId === workspace.id)
  if (here && here.userId !== userId) throw new SsoRefusal('taken', undefined, { workspace, userId })
  if (!here) await catalogue.addMembership(loginId, entry)
  if (!(await providers.tie(provider.id, claims.subject, loginId)))
    throw new SsoRefusal('taken', undefined, { workspace, userId })
  return loginId
}

function wrongIssuer() {
  return refuse('invalid', 'issuer', {
    en: 'No OpenID Connect provider answers there. The issuer is its address as it stands in /.well-known/openid-configuration.',
    zh: '该地址没有可用的 OpenID Connect 服务。Issuer 应与 /.well-known/openid-configuration 中的一致。',
  })
}
