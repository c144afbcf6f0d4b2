// Brings node_modules in line with package-lock.json before `npm start` and `npm test`. Plain JavaScript without
// dependencies, because it runs before they are there and on any Node from 20 on.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const windows = process.platform === 'win32'
const neededNode = 24

if (!isInstalled()) install()
const node = findNode()
if (process.argv.includes('--test')) prepareBrowser()

/** npm leaves in node_modules what it has installed; it is whole when every package of the lock is there or optional. */
function isInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const there = JSON.parse(readFileSync(record, 'utf8')).packages
  const { '': _project, ...wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional }]) =>
    path in there ? there[path].version === version : optional,
  )
}

function install() {
  console.log('Installing dependencies; this takes about half a minute the first time.')
  // Not `npm ci`: it refuses a lock that does not list the optional packages of every platform, and not every registry has
  // them all. This takes the same versions from the lock and leaves it as it is.
  // Building the screen and checking the code need the development packages, whatever NODE_ENV says.
  const options = ['install', '--no-save', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  const result = spawnSync('npm', options, { cwd: root, encoding: 'utf8', shell: windows, maxBuffer: 2 ** 26 })
  if (result.status !== 0) stop(`npm install failed:\n${result.error?.message ?? ''}${result.stdout}${result.stderr}`)
}

/** npm puts node_modules/.bin first on the PATH of its scripts, so that what follows runs on the Node that came along. */
function findNode() {
  const own = join(root, 'node_modules', '.bin', windows ? 'node.cmd' : 'node')
  if (majorOf(own) >= neededNode) return own
  // One that does not run here, as on musl, would still be found first.
  rmSync(own, { force: true })
  if (majorOf(process.execPath) >= neededNode) return process.execPath
  stop(
    `Sampan needs Node ${neededNode}. This machine has ${process.version}, and npm has none for ${process.platform}-${process.arch} that runs here: install Node ${neededNode} and start again.`,
  )
}

function majorOf(path) {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', shell: windows })
  return Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 0)
}

function prepareBrowser() {
  const { status } = spawnSync(node, [join(root, 'test', 'chromium.ts')], { stdio: 'inherit', shell: windows })
  if (status !== 0) process.exit(1)
}

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}
