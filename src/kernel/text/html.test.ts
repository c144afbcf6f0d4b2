import { expect, test } from 'vitest'
import { html } from './html.ts'

test('what is put in is text, never markup', () => {
  const name = `<script>alert('1')</script>"&`
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    '<p title="&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;">&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;</p>',
  )
})

test('pieces of markup fit into each other, and what is not there leaves nothing', () => {
  const items = ['甲', '<乙>'].map((item) => html`<li>${item}</li>`)
  expect(html`<ul>${items}${null}${undefined}${false}</ul>${0}`.text).toBe('<ul><li>甲</li><li>&lt;乙&gt;</li></ul>0')
})
