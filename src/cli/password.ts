import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { readInput } from './terminal.ts'
import { words } from './words.ts'

export type PasswordOptions = { readonly password?: string; readonly passwordStdin?: boolean }

/** Adds the ways to give a password. Without one it is made up and printed, once. */
export function passwordOptions(command: Command): Command {
  return command
    .option(
      '--password <text>',
      words({ en: 'the password; without one it is made up and printed once', zh: '密码；未提供时自动生成并显示一次' }),
    )
    .option('--password-stdin', words({ en: 'read the password from standard input', zh: '从标准输入读取密码' }))
}

/** The password that was given, or a made-up one of 96 random bits. */
export async function passwordFrom(options: PasswordOptions): Promise<{ password: string; made: boolean }> {
  if (options.passwordStdin) return { password: await readInput(), made: false }
  if (options.password !== undefined) return { password: options.password, made: false }
  return { password: randomBytes(12).toString('base64url'), made: true }
}
