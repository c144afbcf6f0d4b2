import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { fewFiles } from './src/web/install/chunks.ts'
import { leanOverlays } from './src/web/install/overlays.ts'
import { askEarly } from './src/web/install/page.ts'
import { shellOfWorker } from './src/web/install/plugin.ts'

const src = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

/** The screens: `src/web` → `dist/web`, which the server gives out. `npm run dev:web` asks the server at SAMPAN_URL. */
export default defineConfig({
  root: src('web'),
  plugins: [leanOverlays(), react(), shellOfWorker(), askEarly()],
  resolve: {
    alias: [
      { find: /^#kernel\//, replacement: `${src('kernel')}/` },
      { find: /^#web\//, replacement: `${src('web')}/` },
    ],
  },
  build: {
    outDir: fileURLToPath(new URL('./dist/web', import.meta.url)),
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // Fonts stay files of their own: a subset that nobody needs must not travel inside the style sheet.
    assetsInlineLimit: 0,
    // The first program is one file; test/web-budget.test.ts holds its size.
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      input: { index: src('web/index.html'), worker: src('web/install/worker.ts') },
      // A service worker reaches only what lies beside it.
      output: {
        entryFileNames: ({ name }) => (name === 'worker' ? 'sw.js' : 'assets/[name]-[hash].js'),
        codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: fewFiles, debugName: 'few files' }] },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    // The guide stands in docs/guide.
    fs: { allow: [fileURLToPath(new URL('.', import.meta.url))] },
    proxy: { '/api': process.env.SAMPAN_URL ?? 'http://127.0.0.1:7700' },
  },
})
