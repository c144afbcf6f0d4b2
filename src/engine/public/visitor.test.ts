import { expect, test } from 'vitest'
import { isProgram } from './visitor.ts'

const browser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

test.each([
  '',
  'Mozilla/5.0',
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/116.0 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36',
  'curl/8.5.0',
  'python-requests/2.31',
])('%s is no person', (agent) => {
  expect(isProgram('GET', { 'user-agent': agent })).toBe(true)
})

test('what only looks whether a page is there, or fetches it ahead, is no person', () => {
  expect(isProgram('HEAD', { 'user-agent': browser })).toBe(true)
  expect(isProgram('GET', { 'user-agent': browser, 'sec-purpose': 'prefetch;prerender' })).toBe(true)
  expect(isProgram('GET', { 'user-agent': browser, purpose: 'preview' })).toBe(true)
})

test.each([
  browser,
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50',
  'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)',
  'Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Foxmail/7.2 Safari/537.36',
])('%s is a person', (agent) => {
  expect(isProgram('GET', { 'user-agent': agent })).toBe(false)
})
