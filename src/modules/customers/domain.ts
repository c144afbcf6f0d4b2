import { organisationDomain } from '#kernel/match/domain.ts'

/** The domain that stands for an organisation: its website's, else its e-mail's, unless that is a free mailbox. */
export function domainOf(website: string | null, email: string | null): string | null {
  return (website ? organisationDomain(website) : null) ?? (email ? organisationDomain(email) : null)
}
