import './compiled.ts'

await import('./serve.ts')
