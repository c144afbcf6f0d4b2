import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startImap, type TestImap } from '../mail/dovecot.ts'
import { startSmtp } from '../mail/smtp.ts'
import { type Journey, speakEnglish, startJourney } from './journey.ts'

/*
 * Mail is written and answered, by real servers. A sequence is written, refused where it cannot run, goes live; a lead is
 * enrolled with a look at the dates, and stopped.
 */

const key = { user: 'lin', password: 'open sesame' }
let journey: Journey
let smtp: Awaited<ReturnType<typeof startSmtp>>
let imap: TestImap
beforeAll(async () => {
  ;[smtp, imap] = await Promise.all([startSmtp(key), startImap(key)])
  journey = await startJourney({ allowNetworks: '127.0.0.0/8' })
})
afterAll(async () => {
  await journey?.close()
  await Promise.all([smtp?.close(), imap?.close()])
})

/** Fills in a server as its form asks for it. */
async function server(
  part: ReturnType<Page['getByRole']>,
  port: number,
  words: { host: string; port: string; security: string; user: string },
) {
  await part.getByLabel(words.host, { exact: true }).fill('127.0.0.1')
  await part.getByLabel(words.port, { exact: true }).fill(String(port))
  await part.getByLabel(words.security, { exact: true }).selectOption('none')
  await part.getByLabel(words.user, { exact: true }).fill(key.user)
}

test('a mailbox is connected, a mail goes out from a page, its answer comes in while one looks, and the thread is opened', async () => {
  const { page, url } = journey
  const words = { host: '服务器', port: '端口', security: '加密', user: '用户名' }
  await page.goto(`${url}/settings/mail`)
  await page.getByText('尚未接入邮箱').waitFor()
  await page.getByRole('button', { name: '接入邮箱' }).click()
  const form = page.getByRole('dialog', { name: '接入邮箱' })
  await form.getByLabel(/^邮箱地址/).fill('lin@sampan.example')
  await server(form.getByRole('group', { name: '发信（SMTP）' }), smtp.port, words)
  await server(form.getByRole('group', { name: '收信（IMAP）' }), imap.port, words)
  // What is wrong stands at its field.
  await form.getByLabel('密码', { exact: true }).fill('a guess')
  await form.getByRole('button', { name: '保存并连接' }).click()
  await form.getByRole('alert').filter({ hasText: '服务器不接受该用户名和密码' }).first().waitFor()
  await journey.accessible()
  await form.getByLabel('密码', { exact: true }).fill(key.password)
  await form.getByRole('button', { name: '保存并连接' }).click()
  await form.waitFor({ state: 'hidden' })
  await page.getByRole('region', { name: 'lin@sampan.example' }).getByText('可收发', { exact: true }).waitFor()
  await journey.accessible()

  const account = await journey.api('POST', 'account', { name: '华新机械' })
  const han = await journey.api('POST', 'contact', { name: '韩工', email: 'han@huaxin.example', account: account.id })
  const texts = { subject: '{{account.name}}方案', body: '{{name}}，您好：\n\n{{jobTitle}}\n\n方案见附件。' }
  await journey.api('POST', 'mailTemplate', { name: '方案', about: 'contact', ...texts })
  await page.goto(`${url}/contact/${han.id}`)
  await page.getByRole('tab', { name: '邮件', exact: true }).click()
  const writer = page.getByRole('dialog', { name: '写邮件' })
  await writer.getByLabel('模板', { exact: true }).selectOption('方案')
  const subject = writer.getByLabel('主题', { exact: true })
  await expect.poll(() => subject.inputValue()).toBe('华新机械方案')
  await writer.getByText('{{jobTitle}} 没有值，请补全后再发送。').waitFor()
  await writer.getByRole('button', { name: /^发送/ }).click()
  await writer.getByText('请补全 {{jobTitle}}。').waitFor()
  await journey.accessible()
  await writer.getByLabel('正文', { exact: true }).fill('韩工，您好：\n\n方案见附件。')
  await writer.getByRole('button', { name: /^发送/ }).click()
  await writer.waitFor({ state: 'hidden' })
  const entry = (words: string) => page.getByRole('listitem').filter({ hasText: words })
  await entry('华新机械方案').getByText('已发送', { exact: true }).waitFor()
  const id = /^Message-ID: (<[^>]+>)/im.exec(smtp.posted[0]!.raw)![1]

  imap.deliver(
    `From: han@huaxin.example\r\nTo: lin@sampan.example\r\nSubject: fine\r\nMessage-ID: <1@huaxin.example>\r\nIn-Reply-To: ${id}\r\n\r\nI agree.\r\n`,
  )
  await entry('I agree.').getByText('已收到', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'fine', exact: true }).click()
  await page.getByText('仅你可见', { exact: true }).waitFor()
  await page.getByRole('button', { name: '操作', exact: true }).click()
  await page.getByRole('menuitem', { name: '对同事公开会话' }).click()
  await page.getByText('处理该客户的同事可见', { exact: true }).waitFor()
  await journey.accessible()

  await journey.api('POST', 'suppression', { address: 'gone@ruida.example', reason: 'bounced' })
  await page.goto(`${url}/suppression`)
  await page.getByRole('row').filter({ hasText: 'gone@ruida.example' }).getByText('地址无效').waitFor()
  await journey.accessible()
  expect(journey.wrong).toEqual([])
})

test('a sequence is written step by step, a lead is enrolled from her page, and the ledger tells what was promised', async () => {
  const { page, url } = journey
  await page.goto(`${url}/settings/sequences`)
  await page.getByText('还没有培育序列').waitFor()
  await page.getByRole('button', { name: '新建序列' }).click()
  await page.getByRole('button', { name: '发送邮件' }).click()

  // What cannot run is told at its place.
  await page.getByRole('button', { name: '上线', exact: true }).click()
  const subject = page.getByLabel('主题', { exact: true })
  await subject.and(page.locator('[aria-invalid]')).waitFor()
  await subject.fill('{{name}}，感谢登记')
  await page.getByLabel('正文', { exact: true }).fill('{{name|您好}}：资料明天寄出。')
  await page.getByRole('checkbox', { name: '不限时段' }).check()
  await page.getByRole('button', { name: '添加步骤' }).last().click()
  await page.getByRole('button', { name: '等待', exact: true }).click()
  await page.getByRole('button', { name: /^等待 1 天/ }).waitFor()
  await page.getByRole('button', { name: '添加步骤' }).last().click()
  await page.getByRole('button', { name: '创建任务' }).click()
  await page.getByLabel(/^主题/).fill('致电 {{name}}')
  await journey.accessible()
  await page.getByRole('button', { name: '上线', exact: true }).click()
  await page.getByText('v1', { exact: true }).waitFor()
  await page.getByRole('tab', { name: '设置' }).click()
  await page.getByText('周三').waitFor()
  await journey.accessible()

  const lead = await journey.api('POST', 'lead', { name: '曾工', company: '瑞达', email: 'zeng@ruida.example' })
  await page.goto(`${url}/lead/${lead.id}`)
  await page.getByRole('heading', { name: '曾工', exact: true }).waitFor()
  await page.getByRole('button', { name: '操作', exact: true }).click()
  await page.getByRole('menuitem', { name: '加入培育序列' }).click()
  const dialog = page.getByRole('dialog', { name: '加入培育序列' })
  await dialog.getByLabel('培育序列').click()
  await page.getByRole('option', { name: '新序列' }).click()
  await dialog.getByRole('region', { name: '发送日期预览' }).getByText('致电 曾工').waitFor()
  await journey.accessible()
  await dialog.getByRole('button', { name: '加入培育序列' }).click()
  await dialog.waitFor({ state: 'hidden' })

  await page.goto(`${url}/settings/promises`)
  await page.getByRole('button', { name: '全部', exact: true }).click()
  const promised = page.getByRole('row').filter({ hasText: '致电 曾工' })
  await promised.getByText('计划中').waitFor()
  await journey.accessible()
  await page.goto(`${url}/settings/sequences`)
  await page.getByText('1 人进行中').waitFor()
  await page.getByText('新序列').click()
  await page.getByRole('tab', { name: '人员' }).waitFor()

  // Its page as a record leads to where it is edited.
  await page.goto(page.url().replace('/settings/sequences/', '/sequence/'))
  await page.getByRole('link', { name: '步骤、人员与效果' }).click()
  await page.getByRole('tab', { name: '人员' }).click()
  await page.getByRole('button', { name: '停止', exact: true }).click()
  await page.getByText('手动停止').first().waitFor()
  await page.getByRole('tab', { name: '效果' }).click()
  await page.getByText('此前停止').waitFor()
  expect(journey.wrong).toEqual([])
})

test('in English its pages are in English', async () => {
  const { page, url } = journey
  await speakEnglish(page, url)
  await page.goto(`${url}/settings/sequences`)
  await page.getByRole('heading', { name: 'Sequences', exact: true }).waitFor()
  await page.getByText('新序列').click()
  await page.getByRole('tab', { name: 'People' }).click()
  await page.getByRole('button', { name: 'Stopped', exact: true }).waitFor()
  await page.goto(`${url}/settings/promises`)
  await page.getByRole('heading', { name: 'Promises', exact: true }).waitFor()

  await page.goto(`${url}/settings/mail`)
  const box = page.getByRole('region', { name: 'lin@sampan.example' })
  await box.getByText('Sends and receives', { exact: true }).waitFor()
  await box.getByRole('row').filter({ hasText: 'INBOX' }).waitFor()
  await page.goto(`${url}/suppression`)
  await page.getByRole('row').filter({ hasText: 'gone@ruida.example' }).getByText('Does not exist').waitFor()
  await page.goto(`${url}/mailMessage`)
  await page.getByRole('link', { name: 'fine', exact: true }).click()
  await page.getByText('Open to colleagues who work with the customer', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Reply', exact: true }).click()
  const writer = page.getByRole('dialog', { name: 'Reply' })
  await writer.getByLabel('Text', { exact: true }).fill('Thank you.')
  await writer.getByRole('button', { name: /^Send/ }).click()
  await writer.waitFor({ state: 'hidden' })
  await expect.poll(() => smtp.posted.length).toBe(2)
  expect(smtp.posted[1]!.raw).toContain('Subject: Re: fine')
})
