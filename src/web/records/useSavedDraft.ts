import { useEffect, useRef, useState } from 'react'
import { api } from '../client/api.ts'
import { refresh } from '../client/queries.ts'
import { complain } from '../client/writes.ts'

/** How long somebody pauses before what she edits is saved. */
const pauseMs = 800

/**
 * What the field `draft` of a record holds, as it is edited: it saves itself when she has paused and when she leaves, and
 * `save` does so before anything is done with it. What could not be saved is tried again with the next.
 */
export function useSavedDraft<T>(object: string, id: string, begin: () => T) {
  const [draft, setDraft] = useState<T>(begin)
  const [saved, setSaved] = useState(true)
  const waiting = useRef<{ readonly draft: T } | null>(null)
  const save = async () => {
    const next = waiting.current
    if (!next) return
    waiting.current = null
    try {
      await api.update(object, id, { draft: next.draft })
    } catch (error) {
      waiting.current ??= next
      throw error
    }
    setSaved(waiting.current === null)
    refresh(object)
  }
  const last = useRef(save)
  last.current = save
  useEffect(() => {
    if (saved) return
    const timer = setTimeout(() => void last.current().catch(complain), pauseMs)
    return () => clearTimeout(timer)
  })
  useEffect(() => () => void last.current().catch(() => {}), [])
  const put = (next: T) => {
    waiting.current = { draft: next }
    setDraft(next)
    setSaved(false)
  }
  return { draft, put, saved, save }
}
