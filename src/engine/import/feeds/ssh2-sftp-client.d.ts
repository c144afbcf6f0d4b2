/** The part of ssh2-sftp-client 12 that feeds use; the package brings no types. */
declare module 'ssh2-sftp-client' {
  import type { Readable } from 'node:stream'

  type Entry = { type: string; name: string; size: number; modifyTime: number }
  type Options = {
    sock: Readable
    host: string
    port: number
    username: string
    password?: string
    privateKey?: string
    readyTimeout: number
    hostVerifier: (key: Buffer) => boolean
  }
  export default class SftpClient {
    connect(options: Options): Promise<unknown>
    list(path: string): Promise<Entry[]>
    createReadStream(path: string): Readable
    end(): Promise<unknown>
    on(event: 'error', listener: (error: Error) => void): void
  }
}
