/**
 * Does a portion for each in turn until nobody has more: who has much to do holds up nobody else.
 * @param portion does some of what one has to do; true where more is left
 */
export async function inTurns<T>(all: readonly T[], portion: (one: T) => Promise<boolean>): Promise<void> {
  const turns = [...all]
  for (let one = turns.shift(); one !== undefined; one = turns.shift()) if (await portion(one)) turns.push(one)
}
