import type { Area } from '#kernel/paper.ts'

/** An envelope: where its window is on a sheet of A4 that is folded into it, and where that is folded. */
export type Envelope = { readonly window: Area; readonly folds: readonly number[] }

/**
 * DIN 5008:2020 forms A and B, which fit DL and C5/6 envelopes with the window at the left. No standard says where the windows of
 * Chinese envelopes are (GB/T 1416 gives their sizes): these places fit what is sold as DL (5 号) and C5 (7 号); others are measured.
 */
export const envelopes = {
  din: { window: { left: 20, top: 45, width: 85, height: 45 }, folds: [105, 210] },
  dinA: { window: { left: 20, top: 27, width: 85, height: 45 }, folds: [87, 192] },
  cnDl: { window: { left: 20, top: 48, width: 95, height: 40 }, folds: [99, 198] },
  cnC5: { window: { left: 22, top: 52, width: 100, height: 45 }, folds: [148.5] },
} as const satisfies Readonly<Record<string, Envelope>>
