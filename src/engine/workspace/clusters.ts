import { refuse } from '#kernel/problem.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type Database, openDatabase } from '../db/database.ts'
import type { Secrets } from '../secrets.ts'

/** The PostgreSQL clusters in which workspaces lie: the home one, with the catalogue, and others by their id. */
export type Clusters = ReturnType<typeof openClusters>

export type ClustersOptions = {
  readonly catalogue: Catalogue
  readonly secrets: Pick<Secrets, 'seal' | 'open'>
  readonly home: Database
  /** Its connection string, as the pool has it. */
  readonly pooledUrl: string
  /** The home cluster's connection string that passes no pooler. */
  readonly homeUrl: string
  readonly poolSize: number
  readonly prepare: boolean
}

/** Opens the pool of a cluster when its first workspace is. Connection strings lie sealed in the catalogue. */
export function openClusters({ catalogue, secrets, home, pooledUrl, homeUrl, poolSize, prepare }: ClustersOptions) {
  const pools = new Map<string, Database>()
  const asides = new Map<string | null, Database>()
  const urls = new Map<string, string>()
  const urlOf = (id: string): string => {
    const url = urls.get(id)
    if (!url) throw new Error(`The catalogue has no cluster '${id}'.`)
    return url
  }
  return {
    /** The pool of a cluster that `learn` has read; null is home. */
    get(id: string | null): Database {
      if (id === null) return home
      const known = pools.get(id)
      if (known) return known
      const opened = openDatabase({ url: urlOf(id), max: poolSize, prepare })
      pools.set(id, opened)
      return opened
    },
    /**
     * One connection of a cluster for what a transaction has to read outside of itself: who works here. From the pool
     * it could wait for the very transactions that wait for it.
     */
    aside(id: string | null): Database {
      const known = asides.get(id)
      if (known) return known
      const url = id === null ? pooledUrl : urlOf(id)
      const opened = openDatabase({ url, max: 1, prepare, name: 'sampan-directory' })
      asides.set(id, opened)
      return opened
    },
    /** The connection string of a cluster, for migrations and moves. */
    async url(id: string | null): Promise<string> {
      if (id === null) return homeUrl
      await this.learn([id])
      return urls.get(id)!
    },
    /** Reads what these clusters are, where they are not known yet. */
    async learn(ids: readonly (string | null)[]): Promise<void> {
      if (ids.every((id) => id === null || urls.has(id))) return
      for (const { id, url } of await catalogue.clusters())
        urls.set(id, secrets.open(url, { column: 'cluster.url', id }))
    },
    /** Notes a cluster; answers its id. The same address is the same cluster. */
    async add(url: string): Promise<string> {
      const id = addressOf(url)
      if (id === addressOf(homeUrl)) return 'home'
      await catalogue.addCluster(id, secrets.seal(url, { column: 'cluster.url', id }))
      urls.set(id, url)
      return id
    },
    async end(): Promise<void> {
      await Promise.all([...pools.values(), ...asides.values()].map((pool) => pool.end()))
    },
  }
}

/** Host, port and database: what tells a cluster from another, and no secret. Refuses what is no connection string. */
export function addressOf(url: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    throw refuse('invalid', 'url', {
      en: 'This is no connection string of PostgreSQL, such as postgresql://sampan:password@host:5432/sampan.',
      zh: '这不是 PostgreSQL 连接地址，格式如 postgresql://sampan:password@host:5432/sampan。',
    })
  const { hostname, port, pathname, searchParams } = new URL(url)
  const host = searchParams.get('host') ?? decodeURIComponent(hostname)
  return `${host || 'localhost'}:${searchParams.get('port') ?? (port || '5432')}${pathname}`
}
