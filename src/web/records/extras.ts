import { type ComponentType, createElement, lazy } from 'react'
import type { ApiPage } from '#kernel/api.ts'

/** What the page of an object shows above what happened, by the object's key. Each loads with its first page. */
export const extras: Readonly<Record<string, ComponentType<{ page: ApiPage }>>> = {
  collisionCase: lazy(async () => ({ default: (await import('../collision/Entered.tsx')).Entered })),
  duplicate: lazy(async () => ({ default: (await import('../merge/Alike.tsx')).Alike })),
  flow: editorOf('flows'),
  mailMessage: lazy(async () => ({ default: (await import('../mail/Letter.tsx')).Letter })),
  ownershipDispute: lazy(async () => ({ default: (await import('../collision/Evidence.tsx')).Evidence })),
  sequence: editorOf('sequences'),
}

function editorOf(of: 'flows' | 'sequences') {
  return lazy(async () => {
    const { EditorLink } = await import('../settings/EditorLink.tsx')
    return { default: ({ page }: { page: ApiPage }) => createElement(EditorLink, { page, of }) }
  })
}
