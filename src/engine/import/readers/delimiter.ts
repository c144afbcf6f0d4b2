/** The separators a table of text may use, the likeliest first. */
const candidates = [',', '\t', ';', '|'] as const

/**
 * Finds the separator of a text table from its beginning: the one that cuts most lines into the same, and the highest,
 * number of fields, quotation marks respected. Excel's own first line `sep=;` decides.
 */
export function detectDelimiter(sample: string): string {
  const said = /^sep=(.)\r?\n/i.exec(sample)
  if (said) return said[1]!
  const scores = candidates.map((delimiter) => consistency(fieldCounts(sample, delimiter)))
  const best = Math.max(...scores)
  return best > 0 ? candidates[scores.indexOf(best)]! : ','
}

function consistency(counts: number[]): number {
  const usual = mode(counts.filter((n) => n > 1))
  return usual ? (usual - 1) ** 0.5 * (counts.filter((n) => n === usual).length / counts.length) : 0
}

function mode(numbers: number[]): number | undefined {
  const groups = Object.values(Object.groupBy(numbers, String)).map((g) => g!)
  return groups.sort((a, b) => b.length - a.length || b[0]! - a[0]!)[0]?.[0]
}

/** Fields of each of the first 60 lines that are not empty. */
function fieldCounts(sample: string, delimiter: string): number[] {
  const counts: number[] = []
  let fields = 1
  let empty = true
  let quoted = false
  for (let i = 0; i < sample.length && counts.length < 60; i++) {
    const char = sample[i]!
    if (quoted) {
      if (char === '"' && sample[i + 1] === '"') i++
      else if (char === '"') quoted = false
    } else if (char === '"' && (i === 0 || '\r\n'.includes(sample[i - 1]!) || sample[i - 1] === delimiter))
      quoted = true
    else if (char === delimiter) fields++
    else if (char === '\n' || char === '\r') {
      if (!empty) counts.push(fields)
      fields = 1
      empty = true
      continue
    }
    empty = false
  }
  if (!empty && (counts.length === 0 || sample.length < 30_000)) counts.push(fields)
  return counts
}
