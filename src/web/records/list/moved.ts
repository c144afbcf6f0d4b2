/** The keys with one of them at another place; the title stays first. */
export function moved(keys: readonly string[], key: string, at: number): readonly string[] {
  const others = keys.filter((one) => one !== key)
  others.splice(Math.min(Math.max(at, 1), others.length), 0, key)
  return others
}
