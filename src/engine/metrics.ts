import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** Figures of this process, named as Prometheus expects: base units, no label that grows with users or records. */
export function openMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time to answer a request, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  const failures = new Counter({
    name: 'sampan_background_failures_total',
    help: 'Background work that failed.',
    registers: [registry],
  })
  const replicaReads = new Counter({
    name: 'sampan_replica_reads_total',
    help: 'Heavy reads, by who answered: the replica, or the primary for it.',
    labelNames: ['by'],
    registers: [registry],
  })
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request: (method: string, route: string, status: number, ms: number) =>
      duration.labels(method, route, String(status)).observe(ms / 1_000),
    replicaRead: (by: 'replica' | 'primary') => replicaReads.inc({ by }),
    failure: () => failures.inc(),
  }
}
