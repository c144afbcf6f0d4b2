import { lazy, Suspense } from 'react'
import { inputStyles } from './Input.tsx'
import type { PickProps } from './PickMenu.tsx'

const PickMenu = lazy(async () => ({ default: (await import('./PickMenu.tsx')).PickMenu }))

/** Chooses from a list that can be typed into. It loads with the first form that needs one; its place is kept. */
export function Pick(props: PickProps) {
  return (
    <Suspense fallback={<span className={inputStyles.input} aria-hidden="true" />}>
      <PickMenu {...props} />
    </Suspense>
  )
}
