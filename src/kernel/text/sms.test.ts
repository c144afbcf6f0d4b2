import { expect, test } from 'vitest'
import { countSms, declinesSms, smsOf } from './sms.ts'

test.each([
  ['', 0, 0],
  ['资料已寄出', 5, 1],
  ['好'.repeat(70), 70, 1],
  ['好'.repeat(71), 71, 2],
  ['好'.repeat(134), 134, 2],
  ['好'.repeat(135), 135, 3],
  ['a'.repeat(160), 160, 1],
  ['a'.repeat(161), 161, 2],
  [`${'a'.repeat(159)}€`, 161, 2],
  [`${'a'.repeat(69)}好`, 70, 1],
  // Beyond the basic plane a character takes two.
  ['😀'.repeat(35), 70, 1],
  ['😀'.repeat(36), 72, 2],
])('%s counts', (text, characters, segments) => {
  expect(countSms(text)).toEqual({ characters, segments })
})

test('a text is signed, and an advertisement says how to decline, once', () => {
  const signature = '同舟科技'
  expect(smsOf('资料已寄出', { signature, marketing: false })).toBe('【同舟科技】资料已寄出')
  expect(smsOf('新品上市', { signature, marketing: true })).toBe('【同舟科技】新品上市 拒收请回复R')
  expect(smsOf('新品上市，拒收请回复R', { signature: '', marketing: true })).toBe('新品上市，拒收请回复R')
})

test.each([
  ['R', true],
  [' td。', true],
  ['退订', true],
  ['拒收!', true],
  ['收到，谢谢', false],
  ['Rain', false],
])('%s declines: %s', (text, is) => {
  expect(declinesSms(text)).toBe(is)
})
