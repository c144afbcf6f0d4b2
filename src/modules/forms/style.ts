import { publicColours, publicLetters } from '#kernel/public-look.ts'
import { html } from '#kernel/text/html.ts'

/** How a form looks: calm, on whatever ground the page around has, in the light that the visitor prefers. */
export const style = html`<style>
${publicColours}
* { box-sizing: border-box; }
body { margin: 0; background: var(--surface); color: var(--text); font: 15px/1.6 ${publicLetters}; }
main { max-width: 560px; margin: 0 auto; padding: 24px 20px; }
h1 { font-size: 22px; line-height: 1.35; margin: 0 0 12px; }
p, fieldset { margin: 0 0 16px; padding: 0; border: 0; }
.intro { color: var(--muted); }
label, legend { display: block; font-weight: 500; margin-bottom: 4px; padding: 0; }
.must { color: var(--danger); }
.may { color: var(--muted); font-weight: 400; font-size: 13px; }
input, select, textarea { width: 100%; min-height: 42px; padding: 9px 12px; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line-strong); border-radius: 8px; }
select option { color: var(--text); background: var(--surface); }
textarea { resize: vertical; }
input:focus-visible, select:focus-visible, textarea:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
[aria-invalid] { border-color: var(--danger); }
.box { display: flex; gap: 8px; align-items: flex-start; font-weight: 400; }
.box input { width: 18px; min-height: 18px; margin: 3px 0 0; flex: none; accent-color: var(--accent); }
.wrong { display: block; color: var(--danger); font-size: 14px; }
.trap { position: absolute; left: -10000px; }
button { width: 100%; min-height: 44px; border: 0; border-radius: 8px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
a { color: var(--accent-text); }
.thanks { white-space: pre-line; font-size: 16px; }
</style>`
