import { pinyin } from 'pinyin-pro'
import { expect, test } from 'vitest'
import { modules } from '#app'
import { buildRegistry } from '#kernel/registry.ts'
import { learn, traditional } from '#kernel/traditional.ts'
import { zhCN } from '#web/app/words/zh-CN.ts'
import { spellings } from '#web/settings/pinyin.ts'
import moduleWords from '../src/words/zh-TW/modules.json' with { type: 'json' }
import screenWords from '../src/words/zh-TW/screens.json' with { type: 'json' }

test('whatever ⌘K leads to without asking the server can be typed in pinyin, in China and in Taiwan', () => {
  learn(moduleWords)
  learn(screenWords)
  const objects = [...buildRegistry(modules).objects.values()].filter((object) => !object.nested)
  const { shell, palette, do: acts } = zhCN
  const words = [acts.new, palette.toggleTheme, shell.contrast, shell.keys, shell.home, shell.settings]
  const texts = [...words, ...objects.map(({ label }) => label.zh)].flatMap((text) => [text, traditional(text)])
  const missing = new Set(
    texts.flatMap((text) => [...text].filter((c) => /\p{Script=Han}/u.test(c) && spellings(c).length < 2)),
  )
  expect([...missing].map((c) => `${pinyin(c, { toneType: 'none', v: true })} ${c}`)).toEqual([])
})
