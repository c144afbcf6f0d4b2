import { useEffect, useState } from 'react'
import type { DialogProps, DialogWindow } from './DialogWindow.tsx'

let Window: typeof DialogWindow | null = null

/** Brings the program of dialogs, once the screen stands: who opens the first one then sees it at once. */
export async function loadDialogs(): Promise<void> {
  Window = (await import('./DialogWindow.tsx')).DialogWindow
}

/** A dialog with a title, what it is about, and its buttons below. */
export function Dialog(props: DialogProps) {
  const [opened, setOpened] = useState(props.open)
  const [loaded, setLoaded] = useState(Window !== null)
  if (props.open && !opened) setOpened(true)
  useEffect(() => {
    if (opened && !loaded) void loadDialogs().then(() => setLoaded(true))
  }, [opened, loaded])
  return opened && Window && <Window {...props} />
}
