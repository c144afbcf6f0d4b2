/**
 * Folds a text for comparing: NFKC (full-width forms become half-width), invisible characters removed,
 * white space collapsed, lower case. Two texts a person calls the same fold to the same string.
 */
export function foldText(text: string): string {
  return plainAscii.test(text) ? collapse(text).toLowerCase() : collapse(visible(text).normalize('NFKC')).toLowerCase()
}

/**
 * Cleans a one-line text for storage: invisible and control characters removed, white space collapsed,
 * full-width Latin letters and digits made half-width. Case and Chinese punctuation stay as written.
 */
export function cleanText(text: string): string {
  return plainAscii.test(text) ? collapse(text) : collapse(halfWidth(visible(text).normalize('NFC')))
}

/** Like `cleanText`, for the name of a person: 张 三 and 张三 are one, which no blank parts. */
export function cleanName(text: string): string {
  return cleanText(text).replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
}

/** Like `cleanText`, but keeps line breaks (as \n) and empty lines between paragraphs; for long texts. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map(cleanText)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '')
}

/** True when nothing but printable ASCII is left to look at, the common case of a large import. */
const plainAscii = /^[\x20-\x7e]*$/

function collapse(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}

/** Without lone surrogates, control, zero-width and direction characters; a joiner inside an emoji is part of it. */
function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d/gu, '')
    .replace(invisible, '')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const invisible = /[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g

function halfWidth(text: string): string {
  return text.replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, (c) =>
    String.fromCharCode(c.charCodeAt(0) - 0xfee0),
  )
}
