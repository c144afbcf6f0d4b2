import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { modules } from '#app'

/* The kernel and the engine know no business noun: what they do, they do for any object. */

/** Objects that the engine itself stands on: who somebody is and what she may do, files, whose bytes it keeps, tags, which any of them may bear, flows, which it runs, signals, which set them off, and policies of approval, by which every write is asked. */
const platform = new Set(['user', 'team', 'role', 'file', 'tag', 'flow', 'flowVersion', 'signal', 'approvalPolicy'])

/** Words that mean something else where they stand. */
const otherwise: readonly { file: RegExp; word: string; because: string }[] = [
  {
    file: /^engine\/(backup|files|import|db)\//,
    word: 'pipeline',
    because: 'streams of node and statements of PostgreSQL',
  },
  {
    file: /^engine\/(catalogue\/auth|catalogue\/auth-doors|backup\/restore-one)\.ts$/,
    word: 'account',
    because: 'how better-auth calls a way of signing in',
  },
  {
    file: /^(engine\/(db|http|workspace|events|custom|import|backup|catalogue)\/|engine\/(runtime|upgrade)\.ts$)/,
    word: 'pool',
    because: 'connections to PostgreSQL',
  },
  { file: /^kernel\/match\/compare\.ts$/, word: 'contact', because: 'the mailbox of a house that is called so' },
  { file: /^engine\/import\//, word: 'stage', because: 'the file that stages rows of an import' },
  { file: /^engine\/import\/readers\/encoding\.ts$/, word: 'lead', because: 'the lead byte of a character' },
  {
    file: /^(kernel\/mail\.ts|engine\/(mail|takeout)\/|engine\/http\/openapi\/operations\/mail\.ts)/,
    word: 'mailbox',
    because: 'the place on a server, as IMAP calls it',
  },
  {
    file: /^(kernel\/(configuration-shapes|fields\/index)|engine\/(preferences|takeout\/format))\.ts$/,
    word: 'letter',
    because: 'one of the alphabet',
  },
  { file: /^engine\/doctor\//, word: 'lead', because: 'relations lead somewhere' },
  { file: /^engine\/(signals\/|quality\/past\.ts)/, word: 'lead', because: 'the window function of SQL' },
]

test('no key of a business object is a word of the kernel or the engine', () => {
  const nouns = modules
    .flatMap((m) => m.objects ?? [])
    .map((o) => o.key)
    .filter((key) => !platform.has(key))
  expect(nouns.length).toBeGreaterThan(8)
  const found: string[] = []
  for (const folder of ['kernel', 'engine'])
    for (const name of readdirSync(new URL(`../../src/${folder}/`, import.meta.url), {
      recursive: true,
      encoding: 'utf8',
    })) {
      const file = `${folder}/${name}`
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
      const code = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8')
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .replace(/(^|\s)\/\/.*$/gm, '')
      for (const word of nouns)
        if (new RegExp(`\\b${word}\\b`).test(code) && !otherwise.some((o) => o.word === word && o.file.test(file)))
          found.push(`${word} in src/${file}`)
    }
  expect(found).toEqual([])
})
