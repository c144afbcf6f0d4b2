import { refuse } from '#kernel/problem.ts'
import { type Common, command } from '../command.ts'
import { withSampan } from '../open.ts'
import { answer } from '../terminal.ts'

/** `sampan setup-link`: a new one-time link, as long as nobody has set Sampan up. */
export function setupLinkCommand() {
  return command('setup-link', {
    en: 'make a new one-time link to set Sampan up; the earlier one stops working',
    zh: '生成新的一次性设置链接，之前的链接随即失效',
  }).action((options: Common) =>
    withSampan({ ...options, create: true }, async ({ runtime }) => {
      if (await runtime.catalogue.hasMembers())
        throw refuse('conflict', null, {
          en: 'Sampan has been set up. Forgot the password? npx sampan user reset-password EMAIL',
          zh: 'Sampan 已完成设置。如忘记密码，请运行：npx sampan user reset-password 邮箱',
        })
      const link = `${runtime.baseUrl}/setup?token=${await runtime.catalogue.createSetupToken()}`
      answer(options.json, { link }, [link])
    }),
  )
}
