import { type Browser, chromium } from 'playwright-core'
import { findChromium } from './chromium.ts'

/**
 * Starts the browser for a journey. The caller closes it. `CHROMIUM=/path/to/chrome` chooses another one, and
 * `HEADED=1` shows it.
 */
export async function launchBrowser(): Promise<Browser> {
  const { path, env } = await findChromium()
  return chromium.launch({
    executablePath: path,
    headless: !process.env.HEADED,
    // Hinting differs between machines and would make screenshots differ.
    args: ['--no-sandbox', '--font-render-hinting=none', '--disable-dev-shm-usage'],
    env: { ...process.env, ...env } as Record<string, string>,
  })
}
