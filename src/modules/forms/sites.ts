/** The origins that may show a form inside their pages; `*` where all may; null where a line is no address of a website. */
export function sitesOf(text: string | null): readonly string[] | '*' | null {
  const lines = (text ?? '').split(/[\s,，、]+/).filter((line) => line !== '')
  if (lines.length === 0) return '*'
  const origins = lines.map((line) => {
    const address = /^https?:\/\//i.test(line) ? line : `https://${line}`
    const origin = URL.canParse(address) ? new URL(address).origin : ''
    return /^https?:\/\/[\w.-]+(?::\d+)?$/.test(origin) ? origin : null
  })
  return origins.every((origin) => origin !== null) ? origins : null
}
