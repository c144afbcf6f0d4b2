import type { FastifyInstance } from 'fastify'

/** `GET /api/v1/…` of every route, out of the tree that Fastify prints. */
export function routesOf(app: FastifyInstance): [method: string, url: string][] {
  const path: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const found = /^([│ ]*)[├└]── (\S+)(?: \(([^)]+)\))?$/.exec(line)
      if (!found) return []
      const [, indent = '', part = '', methods = ''] = found
      path.length = indent.length / 4
      path.push(part)
      return methods
        .split(', ')
        .filter((m) => m !== '' && m !== 'HEAD')
        .map((m): [string, string] => [m, path.join('')])
    })
}
