import type { ApiApprovalAsk } from '#kernel/api-approvals.ts'
import { Refusal } from '#kernel/problem.ts'

/** Runs a write; where all that stands against it is that it needs approval, the refusal says how to ask for that. */
export async function offeringApproval<T>(ask: ApiApprovalAsk | null, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!ask || !(error instanceof Refusal) || !error.problems.every(({ code }) => code === 'approval-needed'))
      throw error
    throw new Refusal('conflict', error.problems, { ...error.detail, ask })
  }
}
