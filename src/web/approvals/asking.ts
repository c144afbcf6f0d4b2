import type { ApiApprovalAsk } from '#kernel/api-approvals.ts'
import { createStore } from '../ui/store.ts'

/** What was refused because it needs approval, and can be asked for; null while nothing is. */
export const asking = createStore<ApiApprovalAsk | null>(null)
