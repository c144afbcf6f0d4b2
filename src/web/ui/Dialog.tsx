import { useEffect, useState } from 'react'
import type { DialogProps, DialogWindow } from './DialogWindow.tsx'

let Window: typeof DialogWindow | null = null

/**
 * Brings the program of dialogs, once the screen stands: who opens the first one then sees it at once. Answers whether it is
 * here; where it does not come, as without a network, each opening tries again.
 */
export async function loadDialogs(): Promise<boolean> {
  const loaded = await import('./DialogWindow.tsx').catch(() => null)
  Window = loaded?.DialogWindow ?? null
  return Window !== null
}

/** A dialog with a title, what it is about, and its buttons below. */
export function Dialog(props: DialogProps) {
  const [opened, setOpened] = useState(props.open)
  const [loaded, setLoaded] = useState(Window !== null)
  if (props.open && !opened) setOpened(true)
  useEffect(() => {
    if (props.open && !loaded) void loadDialogs().then(setLoaded)
  }, [props.open, loaded])
  return opened && Window && <Window {...props} />
}
