import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { refuse } from '#kernel/problem.ts'

/** The folder that belongs to PostgreSQL, and the user it runs as where that is not the user of this process. */
export type Home = {
  folder: string
  runAs: { uid: number; gid: number } | undefined
}

/**
 * Finds or makes `database/` in the data folder. PostgreSQL refuses to run as root, so there it runs as `nobody`, or as
 * whoever owns the database already. `nobody` cannot pass a closed folder such as root's home: then the database goes
 * below /var/lib/sampan and `database` becomes a link to it.
 * Refuses a folder that cannot be written, one that belongs to somebody else, and a user without an entry in /etc/passwd.
 */
export function claimHome(dataFolder: string, log: (sentence: string) => void): Home {
  const path = resolve(dataFolder)
  const wanted = join(path, 'database')
  const root = process.getuid?.() === 0
  if (!root) refuseNamelessUser()
  makeFolder(path)
  if (!isThere(wanted)) {
    if (root) makeHomeAsRoot(wanted, log)
    else makeFolder(wanted, 0o700)
  }
  const folder = realpathSync(wanted)
  if (root) return { folder, runAs: ownerOf(folder) }
  refuseForeignFolder(folder)
  return { folder, runAs: undefined }
}

/** Hands a file or folder that this process made to the user PostgreSQL runs as. */
export function give(home: Home, path: string): void {
  if (home.runAs) chownSync(path, home.runAs.uid, home.runAs.gid)
}

/** Whether a user can pass every folder above a path, by the mode bits (path_resolution(7)). Access lists are not read. */
export function canReach(path: string, user: { uid: number; gid: number }): boolean {
  const above = dirname(path)
  const { uid, gid, mode } = statSync(above)
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  return (mode & bit) !== 0 && (above === dirname(above) || canReach(above, user))
}

/** The folder has its owner before it has its name: another Sampan may start in the same moment and must not find root's. */
function makeHomeAsRoot(wanted: string, log: (sentence: string) => void): void {
  const nobody = unprivilegedUser()
  const beside = canReach(wanted, nobody)
  const elsewhere = '/var/lib/sampan'
  if (!beside) {
    makeFolder(elsewhere)
    chmodSync(elsewhere, 0o711)
    if (!canReach(join(elsewhere, 'x'), nobody)) throw unreachable(wanted, nobody.uid)
  }
  const folder = mkdtempSync(beside ? `${wanted}.` : join(elsewhere, 'database-'))
  chownSync(folder, nobody.uid, nobody.gid)
  try {
    if (beside) renameSync(folder, wanted)
    else symlinkSync(folder, wanted)
  } catch (error) {
    if (!isTaken(error)) throw error
    rmdirSync(folder)
    return
  }
  if (beside) return
  log(
    `As root, PostgreSQL runs as user ${nobody.uid}, who cannot enter ${dirname(wanted)}: the database is in ${folder}.`,
  )
}

/** Makes a folder and its parents, whatever the umask. As root others may pass it, but not list it. */
function makeFolder(path: string, mode = process.getuid?.() === 0 ? 0o711 : 0o700): void {
  try {
    const first = mkdirSync(path, { recursive: true, mode })
    if (!first && existsSync(path)) accessSync(path, constants.W_OK | constants.X_OK)
    for (let made = path; first && made.length >= first.length; made = dirname(made)) chmodSync(made, mode)
  } catch (error) {
    if (!isDenied(error)) throw error
    const uid = process.getuid?.() ?? 0
    throw refuse('conflict', null, {
      en: `User ${uid} cannot write in ${path}. Fix: sudo mkdir -p ${path} && sudo chown -R ${uid} ${path}, or choose another data folder.`,
      zh: `用户 ${uid} 无法写入 ${path}。解决办法：sudo mkdir -p ${path} && sudo chown -R ${uid} ${path}，或换一个数据目录。`,
    })
  }
}

/** PostgreSQL insists on owning its folder; as root it runs as the owner, whoever that is. */
function ownerOf(folder: string): { uid: number; gid: number } {
  const { uid, gid } = statSync(clusterOrHome(folder))
  if (uid === 0) {
    const nobody = unprivilegedUser()
    throw refuse('conflict', null, {
      en: `${folder} belongs to root (user 0), as whom PostgreSQL refuses to run. Fix: chown -R ${nobody.uid}:${nobody.gid} ${folder}`,
      zh: `${folder} 属于 root（用户 0），PostgreSQL 不能以 root 运行。解决办法：chown -R ${nobody.uid}:${nobody.gid} ${folder}`,
    })
  }
  if (!canReach(join(folder, 'x'), { uid, gid })) throw unreachable(folder, uid)
  return { uid, gid }
}

function refuseForeignFolder(folder: string): void {
  const uid = process.getuid?.()
  if (uid === undefined) return
  const owner = statSync(clusterOrHome(folder)).uid
  if (owner === uid) return
  throw refuse('conflict', null, {
    en: `${folder} belongs to user ${owner}, but Sampan runs as user ${uid}. Fix: sudo chown -R ${uid} ${folder}, or start Sampan as user ${owner}.`,
    zh: `${folder} 属于用户 ${owner}，而 Sampan 以用户 ${uid} 运行。解决办法：sudo chown -R ${uid} ${folder}，或以用户 ${owner} 启动 Sampan。`,
  })
}

/** The cluster speaks for the folder when it can be seen: a copy may have changed the owner of only one of them. */
function clusterOrHome(folder: string): string {
  const cluster = join(folder, 'cluster')
  return existsSync(cluster) ? cluster : folder
}

/** `initdb` asks for the name of the user it runs as, and gives up without one. */
function refuseNamelessUser(): void {
  try {
    userInfo()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error
    const uid = process.getuid?.()
    throw refuse('conflict', null, {
      en: `User ${uid} has no entry in /etc/passwd, and PostgreSQL cannot create a database without one. Fix: add one (useradd --uid ${uid} sampan), start Sampan as a known user, or set DATABASE_URL to a PostgreSQL of your own.`,
      zh: `用户 ${uid} 在 /etc/passwd 中没有条目，PostgreSQL 无法据此创建数据库。解决办法：添加该用户（useradd --uid ${uid} sampan），或以已有用户启动 Sampan，或用 DATABASE_URL 指定你自己的 PostgreSQL。`,
    })
  }
}

/** A user of its own if the machine has one named `sampan`, else `nobody`. */
function unprivilegedUser(): { uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }))
  const user = users.find((u) => u.name === 'sampan') ?? users.find((u) => u.uid === 65534 || u.name === 'nobody')
  if (user) return { uid: user.uid, gid: user.gid }
  throw refuse('conflict', null, {
    en: 'PostgreSQL refuses to run as root, and /etc/passwd has no user named sampan or nobody. Fix: useradd --system sampan',
    zh: 'PostgreSQL 不能以 root 运行，而 /etc/passwd 中没有名为 sampan 或 nobody 的用户。解决办法：useradd --system sampan',
  })
}

function unreachable(path: string, uid: number) {
  return refuse('conflict', null, {
    en: `PostgreSQL runs as user ${uid}, who cannot enter ${dirname(path)}. Fix: choose a data folder that others may pass, such as /srv/sampan.`,
    zh: `PostgreSQL 以用户 ${uid} 运行，无法进入 ${dirname(path)}。解决办法：选择其他用户可以进入的数据目录，例如 /srv/sampan。`,
  })
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function isTaken(error: unknown): boolean {
  return ['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')
}

function isDenied(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')
}
