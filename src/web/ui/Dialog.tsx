import { lazy, Suspense, useState } from 'react'
import type { DialogProps } from './DialogWindow.tsx'

const Window = lazy(() => import('./DialogWindow.tsx').then((m) => ({ default: m.DialogWindow })))

/** A dialog with a title, what it is about, and its buttons below. Its program comes when the first one opens. */
export function Dialog(props: DialogProps) {
  const [opened, setOpened] = useState(props.open)
  if (props.open && !opened) setOpened(true)
  return <Suspense>{opened && <Window {...props} />}</Suspense>
}
