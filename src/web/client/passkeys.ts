import { ask } from './fetch.ts'

/** Why passkeys cannot be used here; null where they can. They belong to a name, and to browsers that know them. */
export function whyNoPasskeys(host: string | null): 'nowhere' | 'elsewhere' | 'oldBrowser' | null {
  if (host === null) return 'nowhere'
  if (host !== location.hostname || !window.isSecureContext) return 'elsewhere'
  return 'PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential ? null : 'oldBrowser'
}

/**
 * Makes a passkey on this device, or on a key or a phone beside it, and ties it to whoever is signed in.
 * @returns false where she changed her mind
 */
export async function addPasskey(name: string): Promise<boolean> {
  const options = await ask<PublicKeyCredentialCreationOptionsJSON>(
    'GET',
    '/api/auth/passkey/generate-register-options',
  )
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  const made = await orNull(navigator.credentials.create({ publicKey }))
  if (!made) return false
  const response = (made as PublicKeyCredential).toJSON()
  await ask('POST', '/api/auth/passkey/verify-registration', { body: { response, name } })
  return true
}

/** Signs in with a passkey that the person chooses. @returns false where she chose none */
export async function signInByPasskey(): Promise<boolean> {
  const options = await ask<PublicKeyCredentialRequestOptionsJSON>(
    'GET',
    '/api/auth/passkey/generate-authenticate-options',
  )
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const shown = await orNull(navigator.credentials.get({ publicKey }))
  if (!shown) return false
  const response = (shown as PublicKeyCredential).toJSON()
  await ask('POST', '/api/auth/passkey/verify-authentication', { body: { response } })
  return true
}

/** A browser says no for many reasons, and tells none of them apart from a person who closed the window. */
function orNull(asked: Promise<Credential | null>): Promise<Credential | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(error.name)) return null
    throw error
  })
}
