import { lazy } from 'react'
import { needListWords } from '../app/words/words.ts'

/** The hint that somebody is away comes with the first list of people that is opened. */
export const Away = lazy(async () => {
  const [{ Away: there }] = await Promise.all([import('./Away.tsx'), needListWords()])
  return { default: there }
})
