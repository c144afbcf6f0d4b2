import { parentPort, workerData } from 'node:worker_threads'
import { parseMime } from './parse.ts'

parentPort?.postMessage(await parseMime(workerData as Uint8Array))
