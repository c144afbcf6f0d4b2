import '@fontsource-variable/inter/wght.css'
import './ui/mantine.css'
import './ui/tokens.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { expectScreen } from './app/router.tsx'
import { startWords } from './app/words/words.ts'
import { loadDialogs } from './ui/Dialog.tsx'
import { startContrast } from './ui/theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root.')
startContrast()
expectScreen()
// no await here: what the words of a language import stands in this file too, and would wait for its end
void startWords().then(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
)
// Only where the device has no Chinese font of its own do its subsets travel; the rules alone are small and can wait.
const later = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 300))
later(() => void import('@fontsource-variable/noto-sans-sc/wght.css'))
// No dialog opens before there is something to open it from, which comes first.
setTimeout(() => later(() => void loadDialogs()), 1_000)
later(() => void import('./install/install.ts').then(({ install }) => install()))
