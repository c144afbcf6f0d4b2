/**
 * Does a portion for each in turn until nobody has more: who has much to do holds up nobody else.
 * @param portion does some of what one has to do; true where more is left
 */
export async function inTurns<T>(all: readonly T[], portion: (one: T) => Promise<boolean>): Promise<void> {
  for (let waiting = all; waiting.length > 0; ) {
    const more: T[] = []
    for (const one of waiting) if (await portion(one)) more.push(one)
    waiting = more
  }
}
