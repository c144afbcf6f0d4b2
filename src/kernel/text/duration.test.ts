import { expect, test } from 'vitest'
import { durationClock, durationText, parseDuration } from './duration.ts'

test('what is no length of time is none', () => {
  for (const text of ['', 'soon', '5x', '-3', '3m 2h', '2m 3m', '1:75', '1:90:00', '30 秒 左右', '１ 天'])
    expect([text, parseDuration(text, 'minutes')]).toEqual([text, null])
})

test('a length is read as people write it; a number alone is of the unit given', () => {
  expect(
    [
      '30s',
      '30 秒',
      '３０秒',
      '2m30s',
      '2 分 30 秒',
      '2分钟',
      '1h 5m',
      '1.5 min',
      '0.5 小时',
      '1:30',
      '0:01:30',
      '00:45',
    ].map((text) => parseDuration(text, 'seconds')),
  ).toEqual([30, 30, 30, 150, 150, 120, 3_900, 90, 1_800, 90, 90, 45])
  expect(['5', '0.5', ' 12 '].map((text) => parseDuration(text, 'minutes'))).toEqual([300, 30, 720])
  expect(['5', '45', '0'].map((text) => parseDuration(text, 'seconds'))).toEqual([5, 45, 0])
})

test('it is told as one reads it, and what is told is read back', () => {
  expect([0, 45, 150, 3_900, 7_200].map((seconds) => durationText(seconds, 'zh-CN'))).toEqual([
    '0 秒',
    '45 秒',
    '2 分 30 秒',
    '1 小时 5 分',
    '2 小时',
  ])
  expect(durationText(3_945, 'en')).toBe('1 h 5 min 45 s')
  expect([45, 150, 36_005].map(durationClock)).toEqual(['0:00:45', '0:02:30', '10:00:05'])
  for (const seconds of [0, 1, 59, 60, 61, 3_599, 3_600, 86_399])
    for (const text of [durationText(seconds, 'en'), durationText(seconds, 'zh-TW'), durationClock(seconds)])
      expect([text, parseDuration(text, 'minutes')]).toEqual([text, seconds])
})
