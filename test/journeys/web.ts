import { rmSync } from 'node:fs'
import { buildScreens } from '../screens-built.ts'

/** Builds the screens once for all journeys of a run. */
export async function setup(): Promise<() => void> {
  const web = await buildScreens()
  process.env.SAMPAN_TEST_WEB = web
  return () => rmSync(web, { recursive: true, force: true })
}
