import { html } from './text/html.ts'

/** The colours of the screens under the names that they have there, for the pages of strangers, in the light that a visitor prefers. */
export const publicColours = html`:root { color-scheme: light dark; --canvas: #f8f8f7; --surface: #ffffff; --text: #1a1d20; --muted: #565b61; --line: #e9e9e6; --line-strong: #d8d8d4; --accent: #0b6e7f; --accent-text: #0a6373; --on-accent: #ffffff; --danger: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --canvas: #121416; --surface: #181a1d; --text: #e9ebee; --muted: #a9afb6; --line: #282b30; --line-strong: #393d43; --accent: #4db4c8; --accent-text: #6cc5d6; --on-accent: #05242b; --danger: #ff8a80; } }`

/** Letters of the device; where it has no Chinese ones, those of the screens, whose style sheet the page is given. */
export const publicLetters = html`Inter, "PingFang SC", "PingFang TC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans SC Variable", system-ui, sans-serif`
