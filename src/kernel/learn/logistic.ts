/** One past case as numbers, and whether it went well. */
export type Example = { readonly x: readonly number[]; readonly y: 0 | 1 }

/** A constant and a weight for each number: their sum is the log of the odds. */
export type Weights = { readonly bias: number; readonly weights: readonly number[] }

const rounds = 25
const enough = 1e-7

/**
 * Logistic regression with an L2 penalty on the weights but not on the bias, by Newton's method (iteratively reweighted least
 * squares; Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 4.4.1). Lets others run between two rounds.
 * @param penalty above 0, so that there is always one answer, also where cases fall apart cleanly
 */
export async function fitLogistic(examples: readonly Example[], penalty: number): Promise<Weights> {
  const size = (examples[0]?.x.length ?? 0) + 1
  let at = new Float64Array(size)
  for (let round = 0; round < rounds; round++) {
    await new Promise((resolve) => setTimeout(resolve))
    const gradient = new Float64Array(size)
    const hessian = Array.from({ length: size }, () => new Float64Array(size))
    for (const { x, y } of examples) {
      const p = sigmoid(linear(at, x))
      const spread = Math.max(p * (1 - p), 1e-9)
      const filled: number[] = [0]
      for (let j = 1; j < size; j++) if (x[j - 1] !== 0) filled.push(j)
      for (const j of filled) {
        const xj = j === 0 ? 1 : x[j - 1]!
        gradient[j]! += (p - y) * xj
        const row = hessian[j]!
        for (const k of filled) row[k]! += spread * xj * (k === 0 ? 1 : x[k - 1]!)
      }
    }
    for (let j = 1; j < size; j++) {
      gradient[j]! += penalty * at[j]!
      hessian[j]![j]! += penalty
    }
    hessian[0]![0]! += 1e-9
    const step = solve(hessian, gradient)
    at = at.map((value, j) => value - step[j]!)
    if (step.every((one) => Math.abs(one) < enough)) break
  }
  return { bias: at[0]!, weights: [...at.subarray(1)] }
}

/** The log of the odds that a model gives. */
export function logOdds({ bias, weights }: Weights, x: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * (x[i] ?? 0), bias)
}

export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z))
}

/** `a · z + b`: what turns the log odds of a model into ones that hold on cases that it has not seen (Platt 1999, with his targets). */
export async function fitPlatt(
  scored: readonly { readonly z: number; readonly y: 0 | 1 }[],
): Promise<{ a: number; b: number }> {
  const good = scored.filter(({ y }) => y === 1).length
  const bad = scored.length - good
  const aim = { 1: (good + 1) / (good + 2), 0: 1 / (bad + 2) }
  let [a, b] = [1, Math.log((good + 1) / (bad + 1))]
  for (let round = 0; round < rounds; round++) {
    const g = [0, 0] as [number, number]
    const h = [1e-6, 0, 1e-6] as [number, number, number]
    for (const { z, y } of scored) {
      const p = sigmoid(a * z + b)
      const off = p - aim[y]
      const spread = Math.max(p * (1 - p), 1e-9)
      g[0] += off * z
      g[1] += off
      h[0] += spread * z * z
      h[1] += spread * z
      h[2] += spread
    }
    const [sa, sb] = solve(
      [new Float64Array([h[0], h[1]]), new Float64Array([h[1], h[2]])],
      new Float64Array(g),
    ) as unknown as [number, number]
    a -= sa
    b -= sb
    if (Math.abs(sa) + Math.abs(sb) < enough) break
  }
  return { a, b }
}

function linear(at: Float64Array, x: readonly number[]): number {
  let z = at[0]!
  for (let j = 0; j < x.length; j++) z += at[j + 1]! * x[j]!
  return z
}

/** `m · s = v` for a symmetric positive definite `m`, by Cholesky. */
function solve(m: readonly Float64Array[], v: Float64Array): Float64Array {
  const n = v.length
  const l = Array.from({ length: n }, () => new Float64Array(n))
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = m[i]![j]!
      for (let k = 0; k < j; k++) sum -= l[i]![k]! * l[j]![k]!
      l[i]![j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j]![j]!
    }
  const s = Float64Array.from(v)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) s[i]! -= l[i]![k]! * s[k]!
    s[i]! /= l[i]![i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) s[i]! -= l[k]![i]! * s[k]!
    s[i]! /= l[i]![i]!
  }
  return s
}
