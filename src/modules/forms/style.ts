import { html } from '#kernel/text/html.ts'

/** How a form looks: calm, on whatever ground the page around has, in the light that the visitor prefers. */
export const style = html`<style>
:root { color-scheme: light dark; --text: #1c1f23; --faint: #646b75; --line: #cfd4da; --wrong: #b3261e; --accent: #2a5bd7; --ground: #fff; }
@media (prefers-color-scheme: dark) { :root { --text: #e8eaed; --faint: #a2a9b3; --line: #454b54; --wrong: #ff8a80; --accent: #3b6fe8; --ground: #1b1d20; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.6 Inter, "PingFang SC", "PingFang TC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans SC Variable", system-ui, sans-serif; }
main { max-width: 560px; margin: 0 auto; padding: 24px 20px; }
h1 { font-size: 22px; line-height: 1.35; margin: 0 0 12px; }
p, fieldset { margin: 0 0 16px; padding: 0; border: 0; }
.intro { color: var(--faint); }
label, legend { display: block; font-weight: 500; margin-bottom: 4px; padding: 0; }
.must { color: var(--wrong); }
.may { color: var(--faint); font-weight: 400; font-size: 13px; }
input, select, textarea { width: 100%; min-height: 42px; padding: 9px 12px; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 8px; }
select option { color: var(--text); background: var(--ground); }
textarea { resize: vertical; }
input:focus-visible, select:focus-visible, textarea:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
[aria-invalid] { border-color: var(--wrong); }
.box { display: flex; gap: 8px; align-items: flex-start; font-weight: 400; }
.box input { width: 18px; min-height: 18px; margin: 3px 0 0; flex: none; accent-color: var(--accent); }
.wrong { display: block; color: var(--wrong); font-size: 14px; }
.trap { position: absolute; left: -10000px; }
button { width: 100%; min-height: 44px; border: 0; border-radius: 8px; background: var(--accent); color: #fff; font: inherit; font-weight: 600; cursor: pointer; }
.thanks { white-space: pre-line; font-size: 16px; }
</style>`
