import { useMantineColorScheme } from '@mantine/core'
import { createStore, keep, kept } from './store.ts'

/** How the screens look: `contrast` is light or dark as the system is, with strong lines and colours; `auto` follows the system in all. */
export const themes = ['light', 'dark', 'contrast', 'auto'] as const
export type Theme = (typeof themes)[number]

const contrast = createStore(kept('contrast', false))
const wished = window.matchMedia('(prefers-contrast: more)')

/** Marks the document where somebody asked for high contrast, here or in her system; the tokens do the rest. */
export function startContrast(): void {
  mark()
  wished.addEventListener('change', mark)
}

function mark(): void {
  document.documentElement.toggleAttribute('data-contrast', contrast.get() || wished.matches)
}

/** The theme that was chosen in this browser, and how to choose another. */
export function useTheme(): readonly [Theme, (next: Theme) => void] {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const choose = (next: Theme) => {
    const strong = next === 'contrast'
    contrast.set(strong)
    keep('contrast', strong || null)
    mark()
    setColorScheme(next === 'contrast' ? 'auto' : next)
  }
  return [contrast.use() ? 'contrast' : colorScheme, choose]
}
