/** The part of ssh2's server that tests use; the package brings no types. */
declare module 'ssh2' {
  import type { EventEmitter } from 'node:events'

  type Context = EventEmitter & {
    method: string
    username: string
    password?: string
    accept(): void
    reject(methods?: string[]): void
  }
  type Sftp = EventEmitter & {
    handle(id: number, handle: Buffer): void
    status(id: number, code: number): void
    name(id: number, names: readonly { filename: string; longname: string; attrs: object }[]): void
    attrs(id: number, attrs: object): void
    data(id: number, data: Buffer): void
  }
  export class Server {
    constructor(options: { hostKeys: readonly string[] }, onClient: (client: EventEmitter) => void)
    listen(port: number, host: string, done: () => void): this
    address(): { port: number }
    close(done?: () => void): void
  }
  export const utils: {
    generateKeyPairSync(type: 'ed25519'): { private: string; public: string }
    parseKey(text: string): object | Error
  }
  export type { Context, Sftp }
}
