import { refuse } from '#kernel/problem.ts'

/** Is it long enough for a password, and no longer than one can be? */
export function isPasswordLength(password: unknown): password is string {
  return typeof password === 'string' && [...password].length >= 8 && password.length <= 128
}

export function wrongLength() {
  return refuse('invalid', 'password', {
    en: 'A password has 8 to 128 characters.',
    zh: '密码长度应为 8 到 128 个字符。',
  })
}
