import type { Plugin } from 'vite'

/** Lines of an overlay that say nothing else than their text are left out of the browser's program: what has no line is read as it stands. */
export function leanOverlays(): Plugin {
  return {
    name: 'lean-overlays',
    enforce: 'pre',
    transform: {
      filter: { id: /\/words\/zh-TW\/\w+\.json$/ },
      handler: (code) => ({ code: JSON.stringify(lean(JSON.parse(code) as Record<string, string>)), map: null }),
    },
  }
}

/** An overlay without the lines that say nothing else than their text. */
export function lean(overlay: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(overlay).filter(([text, traditional]) => text !== traditional))
}
