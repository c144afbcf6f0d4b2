import { expect, test } from 'vitest'
import { mention } from '#kernel/mention.ts'
import { nameFor, show, store } from './shown.ts'

const id = (n: number) => `0192b3c4-0000-7000-8000-00000000000${n}`
const wei = { id: id(1), name: '张伟' }
const weiqiang = { id: id(2), name: '张伟强' }
const other = { id: id(3), name: '张伟' }

test('what is stored is shown by names, and comes back as it was', () => {
  const stored = `请 ${mention(weiqiang)} 和${mention(wei)}看 a@b.cn`
  const shown = show(stored)
  expect(shown.text).toBe('请 @张伟强 和@张伟看 a@b.cn')
  expect(store(shown)).toBe(stored)
})

test('two of one name stay two', () => {
  const second = nameFor(other, [wei])
  expect(second.name).toBe('张伟·2')
  const stored = store({ text: '@张伟 @张伟·2', people: [wei, second] })
  expect(stored).toContain(id(1))
  expect(stored).toContain(id(3))
})

test('a name that is half deleted names nobody', () => {
  expect(store({ text: '@张', people: [wei] })).toBe('@张')
})
