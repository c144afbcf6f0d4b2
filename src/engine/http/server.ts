import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import fastifyCompress from '@fastify/compress'
import fastifyHelmet from '@fastify/helmet'
import fastifyMultipart from '@fastify/multipart'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import { notFound } from '#kernel/problem.ts'
import { noteServed } from '../pace.ts'
import type { Runtime } from '../runtime.ts'
import { type Access, knowCallers, languageOf, refuseForeignOrigin } from './caller.ts'
import { refuseBeyondKey } from './keys.ts'
import { openLimits, refuseOverload, tellLimits } from './limits.ts'
import { logStream } from './log.ts'
import { problemDocument } from './problems.ts'
import { accessRoutes } from './routes/access.ts'
import { adminRoutes } from './routes/admin.ts'
import { approvalRoutes } from './routes/approvals.ts'
import { auditRoutes } from './routes/audit.ts'
import { authRoutes } from './routes/auth.ts'
import { signInAdminRoutes } from './routes/auth-admin.ts'
import { securityRoutes } from './routes/auth-own.ts'
import { setupRoutes } from './routes/auth-setup.ts'
import { ssoRoutes } from './routes/auth-sso.ts'
import { commentRoutes } from './routes/comments.ts'
import { configurationRoutes } from './routes/configuration.ts'
import { eventRoutes } from './routes/events.ts'
import { exportRoutes } from './routes/exports.ts'
import { feedRoutes } from './routes/feeds.ts'
import { fileRoutes } from './routes/files.ts'
import { flowRoutes } from './routes/flows.ts'
import { handoverRoutes } from './routes/handover.ts'
import { healthRoutes } from './routes/health.ts'
import { hookRoutes } from './routes/hooks.ts'
import { importRowRoutes } from './routes/import-rows.ts'
import { importSetRoutes } from './routes/import-sets.ts'
import { importRoutes } from './routes/imports.ts'
import { installationRoutes } from './routes/installation.ts'
import { mailRoutes } from './routes/mail.ts'
import { challenge, mcpRoutes } from './routes/mcp.ts'
import { mergeRoutes } from './routes/merges.ts'
import { messageRoutes } from './routes/messages.ts'
import { metaRoutes } from './routes/meta.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { paperRoutes } from './routes/paper.ts'
import { personRoutes } from './routes/persons.ts'
import { preferenceRoutes } from './routes/preferences.ts'
import { presenceRoutes } from './routes/presence.ts'
import { publicPageRoutes } from './routes/public-pages.ts'
import { qualityRoutes } from './routes/quality.ts'
import { recordRoutes } from './routes/records.ts'
import { sampleRoutes } from './routes/sample.ts'
import { settingsRoutes } from './routes/settings.ts'
import { shareRoutes } from './routes/shares.ts'
import { signalRoutes } from './routes/signals.ts'
import { todayRoutes } from './routes/today.ts'
import { watchRoutes } from './routes/watch.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { workspaceRoutes } from './routes/workspaces.ts'
import { eyesOf } from './seeing.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
}

export type ServerOptions = {
  readonly runtime: Runtime
  /** Where the built screens lie; none in tests of the API alone. */
  readonly web?: URL
  readonly logLevel?: 'info' | 'warn' | 'error' | 'silent'
  /** Requests a minute from one address, or with one key. */
  readonly rateLimit?: number
  /** Who may read `/metrics` from another machine; only this machine where there is none. */
  readonly metricsToken?: string
}

/** The HTTP server: every route says who may call it, every error is a problem document. Not yet listening. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { runtime } = options
  const app = Fastify({
    logger:
      options.logLevel === 'silent'
        ? false
        : { level: options.logLevel ?? 'info', serializers: { req: quietRequest }, stream: logStream() },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 8 * 1024 * 1024,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    requestIdHeader: 'x-request-id',
    genReqId: () => crypto.randomUUID(),
    forceCloseConnections: 'idle',
  })
  const callers = knowCallers(runtime)
  runtime.onForget(callers.forget)
  const limits = openLimits(app, options.rateLimit ?? 6_000)
  const origins = new Set(runtime.origins)

  app.addHook('onRoute', (route) => {
    // The built screens are files and public; this hook runs before those of the plugin that serves them.
    if (options.web && /\.\w+$/.test(route.url) && existsSync(new URL(`.${route.url}`, options.web)))
      route.config = { ...route.config, access: 'public' }
    if (!route.config?.access && !('isStatic' in (route.config ?? {})))
      throw new Error(`The route ${String(route.method)} ${route.url} does not say who may call it.`)
  })
  app.addHook('onRequest', async (request, reply) => {
    noteServed()
    reply.header('x-request-id', request.id)
    const access = request.routeOptions.config.access
    if (!callers.remember(request)) limits.stranger(request)
    const { countedRead } = request.routeOptions.config
    if (!countedRead && (!access || access === 'public' || access === 'login')) limits.route(request)
    if (!access || access === 'public') return
    refuseOverload(runtime)
    refuseForeignOrigin(request, origins)
    if (access === 'login') {
      request.login = await callers.requireLogin(request)
      return
    }
    const caller = await callers.require(request)
    limits.known(request, caller)
    refuseBeyondKey(request, caller)
    request.caller = await eyesOf(request, reply, caller)
    if (access === 'admin' && !request.caller.principal.admin) throw notFound()
    // after that: nobody else uses up what an administrator may do, and nobody else learns that there is a limit
    limits.route(request, caller)
  })
  app.addHook('preHandler', async (request) => {
    if (request.routeOptions.config.countedRead) limits.route(request)
  })
  app.addHook('onSend', async (request, reply) => tellLimits(request, reply))
  app.addHook('onResponse', async (request, reply) => {
    // No path beyond the route, no query, no body: they hold personal data.
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    )
    runtime.metrics.request(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime)
  })
  app.setErrorHandler((error, request, reply) => {
    const document = problemDocument(error, languageOf(request), request.url.split('?')[0] ?? '')
    if (document.status >= 500) request.log.error({ err: error }, 'failed')
    if (document.status === 401) reply.header('www-authenticate', challenge(request, runtime.baseUrl))
    if (document.status === 503) reply.header('retry-after', '1')
    // Nobody waits for the rest of an upload that is refused.
    if (!request.raw.complete && request.isMultipart()) reply.header('connection', 'close')
    return reply.status(document.status).type('application/problem+json').send(document)
  })

  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...scriptsOf(options.web)],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    hsts: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  })
  await app.register(fastifyCompress, { threshold: 2_048, encodings: ['gzip', 'deflate', 'identity'] })
  await app.register(fastifyMultipart, { limits: { fileSize: 512 * 1024 * 1024, files: 1, fields: 20 } })

  await app.register(healthRoutes, { runtime, ...(options.metricsToken ? { metricsToken: options.metricsToken } : {}) })
  await app.register(authRoutes, { runtime, callers })
  await app.register(setupRoutes, { runtime, callers })
  await app.register(ssoRoutes, { runtime })
  await app.register(securityRoutes, { runtime, callers })
  await app.register(signInAdminRoutes, { runtime, callers })
  await app.register(installationRoutes, { runtime })
  await app.register(auditRoutes, { runtime })
  await app.register(workspaceRoutes, { runtime, callers })
  await app.register(metaRoutes, { runtime })
  await app.register(mcpRoutes, { runtime })
  await app.register(adminRoutes, { runtime, callers })
  await app.register(fileRoutes, { runtime })
  await app.register(shareRoutes)
  await app.register(commentRoutes)
  await app.register(notificationRoutes)
  await app.register(accessRoutes, { runtime })
  await app.register(personRoutes, { runtime })
  await app.register(approvalRoutes)
  await app.register(flowRoutes)
  await app.register(signalRoutes)
  await app.register(hookRoutes, { runtime })
  await app.register(handoverRoutes, { runtime, callers })
  await app.register(importRoutes, { runtime })
  await app.register(importRowRoutes, { runtime })
  await app.register(feedRoutes, { runtime })
  await app.register(importSetRoutes, { runtime })
  await app.register(exportRoutes, { runtime })
  await app.register(webhookRoutes, { runtime })
  await app.register(mailRoutes, { runtime })
  await app.register(messageRoutes, { runtime })
  await app.register(paperRoutes, { runtime })
  await app.register(eventRoutes, { runtime, callers })
  await app.register(preferenceRoutes, { runtime })
  await app.register(presenceRoutes)
  await app.register(settingsRoutes, { runtime })
  await app.register(watchRoutes, { runtime })
  await app.register(todayRoutes, { runtime })
  await app.register(qualityRoutes, { runtime })
  await app.register(sampleRoutes, { runtime })
  await app.register(configurationRoutes, { runtime })
  await app.register(mergeRoutes)
  await app.register(recordRoutes, { runtime })
  await app.register(publicPageRoutes, { runtime, letters: lettersOf(options.web) })
  await serveScreens(app, options.web)
  return app
}

/** The built screens; every address that is no file and no API is the application itself. */
async function serveScreens(app: FastifyInstance, web: URL | undefined): Promise<void> {
  const built = web && existsSync(new URL('index.html', web))
  if (built)
    await app.register(fastifyStatic, {
      root: web,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
        // Runs in the pages of other sites, to put a public page into them.
        if (/[\\/]embed\.js$/.test(path)) reply.header('cross-origin-resource-policy', 'cross-origin')
      },
    })
  app.setNotFoundHandler((request, reply) => {
    if (built && request.method === 'GET' && !/^\/(api|openapi|healthz|readyz|livez|metrics)/.test(request.url))
      return reply.sendFile('index.html')
    const document = problemDocument(notFound(), languageOf(request), request.url.split('?')[0] ?? '')
    return reply.status(404).type('application/problem+json').send(document)
  })
}

/** The style sheet by which a device without Chinese letters gets those of the screens, as an address; null where nothing is built. */
function lettersOf(web: URL | undefined): string | null {
  const manifest = web && new URL('.vite/manifest.json', web)
  if (!manifest || !existsSync(manifest)) return null
  const files = JSON.parse(readFileSync(manifest, 'utf8')) as Readonly<Record<string, { readonly file: string }>>
  const found = Object.keys(files).find((key) => key.endsWith('noto-sans-sc/wght.css'))
  return found ? `/${files[found]!.file}` : null
}

/** The script that stands in the built page, as the policy names it: by its hash, so that no other one runs. */
function scriptsOf(web: URL | undefined): readonly string[] {
  const page = web && new URL('index.html', web)
  if (!page || !existsSync(page)) return []
  const scripts = readFileSync(page, 'utf8').matchAll(/<script>(.*?)<\/script>/gs)
  return [...scripts].map(([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`)
}

/** Files of the build carry the hash of their content in their names; a page, the service worker and icons do not. */
function isHashed(path: string): boolean {
  return /[\\/]assets[\\/]/.test(path)
}

function quietRequest(request: FastifyRequest) {
  return { method: request.method, id: request.id }
}
