import '@fontsource-variable/inter/wght.css'
import './ui/mantine.css'
import './ui/tokens.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { expectScreen, router } from './app/router.tsx'
import { startWords } from './app/words/words.ts'
import { rememberAsked } from './client/asked.ts'
import { queries } from './client/queries.ts'
import { loadDialogs } from './ui/Dialog.tsx'
import { whenIdle } from './ui/idle.ts'
import { startContrast } from './ui/theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root.')
startContrast()
expectScreen()
// a font that comes after the words has all of them laid out again
void document.fonts.load('13px "Inter Variable"')
// no await here: what the words of a language import stands in this file too, and would wait for its end
void startWords().then(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
)
whenDrawn(() => {
  rememberAsked()
  // The subsets of the font travel only where the device has no Chinese font of its own; each that comes lays the page out anew.
  void import('@fontsource-variable/noto-sans-sc/wght.css')
  void loadDialogs()
  void import('./install/install.ts').then(({ install }) => install())
})

/** Once the first screen stands with its data, and nothing more comes after it has been drawn: only idle moments count. */
function whenDrawn(run: () => void, stood = false): void {
  whenIdle(() => {
    const stands = router.state.resolvedLocation !== undefined && queries.isFetching() === 0
    if (stands && stood) run()
    else setTimeout(() => whenDrawn(run, stands), 400)
  })
}
