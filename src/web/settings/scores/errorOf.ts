/** What is wrong at a place or inside it. */
export function errorOf(errors: Readonly<Record<string, string>>, place: string): string | undefined {
  return Object.entries(errors).find(([path]) => path === place || path.startsWith(`${place}.`))?.[1]
}
