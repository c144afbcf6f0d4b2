import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * What `npm test` runs: types, lint, walls, unused code, then every test. Ends with one line, `N passed, N failed`, in
 * which each check counts as one, and with a code other than 0 when anything failed. `--only NAME` runs one step.
 * Where few files of tests failed, those run once more by themselves and the second word counts: a machine that stands
 * still for a minute lets any wait run out. What needed it is named, since it may as well be a race of the product.
 */
const root = dirname(import.meta.dirname)
const scratch = mkdtempSync(join(tmpdir(), 'sampan-check-'))
const report = join(scratch, 'tests.json')
/** More failing files than this are no accident of the machine. */
const mostAgain = 8

type Count = { passed: number; failed: number }
type Step = { name: string; command: string[] }
type Test = { status: string; fullName: string }
type File = { name: string; status: string; assertionResults: Test[] }

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
  const first = await runVitest([])
  const failed = first.files.filter(({ status }) => status === 'failed')
  if (failed.length === 0 || failed.length > mostAgain) return count(first)
  console.log(`${failed.length} files failed; they run once more, by themselves.`)
  const second = await runVitest(['--maxWorkers=1', ...failed.map(({ name }) => name)])
  const again = new Map(second.files.map((file) => [file.name, file]))
  for (const file of failed)
    for (const { fullName } of file.assertionResults.filter(({ status }) => status === 'failed'))
      console.log(`${again.get(file.name)?.status === 'passed' ? 'Passed only when run again' : 'Failed'}: ${fullName}`)
  return count({ ...second, files: first.files.map((file) => again.get(file.name) ?? file) })
}

/** One run of Vitest with these arguments; without files when it did not get as far as a report. */
async function runVitest(args: string[]): Promise<{ code: number | null; files: File[] }> {
  const { code, seconds } = await run({ ...tests, command: [...tests.command, ...args] }, 'inherit')
  console.log(`${code === 0 ? '✓' : '✗'} ${tests.name} ${seconds} s`)
  try {
    return { code, files: (JSON.parse(readFileSync(report, 'utf8')) as { testResults: File[] }).testResults }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return { code, files: [] }
  }
}

/** A file that could not be loaded has no failed test in it, and counts as one. */
function count({ code, files }: { code: number | null; files: File[] }): Count {
  const results = files.flatMap((file) => file.assertionResults)
  const broken = files.filter((f) => f.status === 'failed' && !f.assertionResults.some((r) => r.status === 'failed'))
  const passed = results.filter((result) => result.status === 'passed').length
  const failed = results.filter((result) => result.status === 'failed').length + broken.length
  // Vitest also fails for what no test caught: an error between tests, or a setup that did not come up.
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed }
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
