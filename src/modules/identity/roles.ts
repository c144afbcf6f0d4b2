import type { Grant, RoleSeed } from '#kernel/module.ts'

/** What everybody needs to use the screen at all: views of one's own, and files. */
export const everybody: Readonly<Record<string, Grant>> = {
  savedView: { read: ['own', { where: { shared: true } }], create: true, update: 'own', delete: 'own', actions: 'all' },
  file: { read: 'own', create: true, update: 'own', delete: 'own', actions: 'all' },
  role: { read: 'none' },
}

/** Roles that make sense whatever the business is. */
export const generalRoles: readonly RoleSeed[] = [
  {
    key: 'administrator',
    label: { en: 'Administrator', zh: '系统管理员' },
    admin: true,
    grants: {
      '*': {
        read: 'all',
        create: true,
        update: 'all',
        delete: 'all',
        export: true,
        import: true,
        merge: true,
        actions: 'all',
      },
    },
  },
  {
    key: 'readOnly',
    label: { en: 'Read only', zh: '只读' },
    grants: { ...everybody, '*': { read: 'all' } },
  },
]
