/**
 * Every column that holds sealed texts, as `table.column`: what a new key is given to, and what a restore tries. The row
 * is known by its `id`. A catalogue column lies in the schema `sampan`, the others in every workspace.
 */
export const secretColumns = {
  catalogue: ['identity_provider.client_secret', 'cluster.url'],
  workspace: [
    'webhook.secret',
    'webhook.old_secret',
    'feed.secret',
    'flow_address.secret',
    'mail_connection.secret',
    'mail_connection.imap_secret',
    'mail_connection.dkim_key',
    'message_connection.secret',
  ],
} as const satisfies { readonly catalogue: readonly string[]; readonly workspace: readonly string[] }

export type SealedColumn = (typeof secretColumns)['catalogue' | 'workspace'][number]
