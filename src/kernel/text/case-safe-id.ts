/**
 * An id of 15 letters and digits in which case counts, with the three characters that say which letters are capitals
 * (Salesforce: one character of A–Z0–5 for each five); any other text unchanged. So both forms name the same record.
 */
export function caseSafeId(text: string): string {
  if (!/^[A-Za-z0-9]{15}$/.test(text)) return text
  const tails = [0, 5, 10].map((start) => {
    const bits = [...text.slice(start, start + 5)].reduce((sum, c, i) => sum + (c >= 'A' && c <= 'Z' ? 1 << i : 0), 0)
    return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'[bits]
  })
  return text + tails.join('')
}
