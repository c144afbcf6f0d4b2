import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * What `npm test` runs: types, lint, walls, unused code, then every test. Ends with one line, `N passed, N failed`, in
 * which each check counts as one, and with a code other than 0 when anything failed. `--only NAME` runs one step.
 */
const root = dirname(import.meta.dirname)
const scratch = mkdtempSync(join(tmpdir(), 'sampan-check-'))
const report = join(scratch, 'tests.json')

type Count = { passed: number; failed: number }
type Step = { name: string; command: string[] }

const checks: Step[] = [
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'lint', command: ['biome', 'check', '--error-on-warnings'] },
  { name: 'walls', command: ['depcruise', 'src', 'bin', 'test', '--config', '.dependency-cruiser.cjs'] },
  { name: 'unused', command: ['knip'] },
]
const tests: Step = {
  name: 'tests',
  command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
}

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values
const wanted = [...checks, tests].filter(({ name }) => only === undefined || name === only)
if (wanted.length === 0) {
  console.error(`There is no step ${only}. Steps: ${[...checks, tests].map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

const waiting = wanted.filter((step) => step !== tests)
const counts = (await Promise.all([runChecks(), runChecks()])).flat()
if (wanted.includes(tests)) counts.push(await runTests())
rmSync(scratch, { recursive: true })
const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, 0)
process.exitCode = failed > 0 ? 1 : 0
console.log(`${passed} passed, ${failed} failed`)

/** Takes one check after the other; two of these run at a time, for two cores. */
async function runChecks(): Promise<Count[]> {
  const done: Count[] = []
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const { code, output, seconds } = await run(step, 'pipe')
    console.log(`${code === 0 ? '✓' : '✗'} ${step.name} ${seconds} s`)
    if (code !== 0) console.log(output.trimEnd())
    done.push(code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
  }
  return done
}

async function runTests(): Promise<Count> {
  const { code, seconds } = await run(tests, 'inherit')
  const count = readCount()
  console.log(`${code === 0 ? '✓' : '✗'} ${tests.name} ${seconds} s`)
  // Vitest also fails for what no test caught: an error between tests, or a setup that did not come up.
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

/** A file that could not be loaded has no failed test in it, and counts as one. */
function readCount(): Count {
  type File = { status: string; assertionResults: { status: string }[] }
  let files: File[]
  try {
    files = (JSON.parse(readFileSync(report, 'utf8')) as { testResults: File[] }).testResults
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return { passed: 0, failed: 1 }
  }
  const results = files.flatMap((file) => file.assertionResults)
  const broken = files.filter((f) => f.status === 'failed' && !f.assertionResults.some((r) => r.status === 'failed'))
  return {
    passed: results.filter((result) => result.status === 'passed').length,
    failed: results.filter((result) => result.status === 'failed').length + broken.length,
  }
}

async function run({ command }: Step, output: 'pipe' | 'inherit') {
  const start = performance.now()
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd: root,
    // Reachable without npm too: `node bin/check.ts`.
    env: { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter) },
    stdio: ['ignore', output, output],
    shell: process.platform === 'win32',
  })
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject))
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  return { code, output: Buffer.concat(chunks).toString('utf8'), seconds }
}
