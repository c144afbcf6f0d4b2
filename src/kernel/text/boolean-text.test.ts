import { expect, it } from 'vitest'
import { parseBooleanText } from './boolean-text.ts'

it.each(['', '也许', '2', 'yesno', '已删除'])('%s is neither yes nor no', (text) =>
  expect(parseBooleanText(text)).toBeNull(),
)
it.each(['是', '√', 'Y', 'TRUE', ' Yes ', '１', '有', '[x]'])('%s is yes', (text) =>
  expect(parseBooleanText(text)).toBe(true),
)
it.each(['否', '×', 'N', 'FALSE', 'no', '0', '无', '没有'])('%s is no', (text) =>
  expect(parseBooleanText(text)).toBe(false),
)
