export const digestEn = {
  digest: {
    title: 'Digest by mail',
    text: 'In the morning of a working day: what is due and overdue, customers about to go to their pool, approvals that wait for you, and what became yours. Nothing comes while there is nothing, on days off or while you are away.',
    never: 'Never',
    daily: 'Every working day',
    weekly: 'Once a week',
    now: 'Send me one now',
    written: 'Written. It goes to {{address}}, or waits under Mails while no mailbox is connected.',
    nothing: 'There is nothing to say now.',
  },
}
