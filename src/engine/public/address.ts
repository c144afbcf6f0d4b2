/** Where the public pages of a workspace lie: `/p/` and its id in 22 letters. */
export function publicAddress(workspaceId: string, page: string, name: string): string {
  const short = Buffer.from(workspaceId.replaceAll('-', ''), 'hex').toString('base64url')
  return `/p/${short}/${page}/${encodeURIComponent(name)}`
}

/** The id of the workspace that such an address names; null where it can be none. */
export function workspaceOf(short: string): string | null {
  const hex = Buffer.from(short, 'base64url').toString('hex')
  const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(hex) ?? []
  return parts.length === 5 ? parts.join('-') : null
}
