import { Worker } from 'node:worker_threads'
import { type MailChannels, type MailRead, MailTrouble } from '#kernel/mail.ts'
import { headOnly, parseMime } from './parse.ts'

/** What is larger is read beside the server, which answers people meanwhile. */
const small = 256 * 1024
const patienceMs = 60_000

/** Reads a mail, however broken and large; one that takes a minute is kept by its first lines alone. */
export const readMime: MailChannels['mime']['read'] = async (raw) => {
  if (raw.length <= small) return parseMime(raw)
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: raw })
  const { promise, resolve, reject } = Promise.withResolvers<MailRead>()
  const timer = setTimeout(() => resolve(headOnly(raw)), patienceMs)
  worker.once('message', resolve)
  worker.once('error', () => resolve(headOnly(raw)))
  worker.once('exit', () => reject(new MailTrouble('busy')))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
