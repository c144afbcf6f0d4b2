import type { SequenceStep } from '#modules/sequences/plan.ts'

/** What lies in the packet of a sequence: a thing from stock, and a letter by a template. */
export type Enclosed = { readonly catalogue: string; readonly letter: string }

/** A sequence as somebody of marketing has written it. */
export type Written = {
  readonly name: string
  readonly reason: string
  readonly source: 'website' | 'exhibition'
  readonly steps: readonly SequenceStep[]
}

/** The follow-up of who registers on the website, and of whose card came home from a fair. */
export function written(english: boolean, enclosed: Enclosed): readonly Written[] {
  const say = (en: string, zh: string) => (english ? en : zh)
  return [
    {
      name: say('Welcome of website leads', '官网线索欢迎培育'),
      reason: say(
        'Thanks at once, a packet next day, a question three days later, then a call: nobody from the website is forgotten.',
        '登记后立即致谢，次日寄资料，三天后询问，再打电话，官网来的客户一个都不漏。',
      ),
      source: 'website',
      steps: website(english, enclosed),
    },
    {
      name: say('After the fair', '展会名片跟进'),
      reason: say(
        'Whoever stood at our stand hears of us the same day, before the cards of others come out of their pockets.',
        '当天就让对方记住我们，别等名片凉了再联系。',
      ),
      source: 'exhibition',
      steps: fair(english),
    },
  ]
}

function mail(id: string, note: string, subject: string, body: string): SequenceStep {
  return { id, kind: 'mail', note, input: { subject, body, marketing: true } }
}

function website(english: boolean, { catalogue, letter }: Enclosed): readonly SequenceStep[] {
  const say = (en: string, zh: string) => (english ? en : zh)
  return [
    {
      ...mail(
        'thanks',
        say('A mail of thanks', '致谢邮件'),
        say('Thank you, {{name}}', '{{name}}，感谢您的关注'),
        say(
          'Dear {{name|Sir or Madam}},\n\nthank you for asking. Our catalogue goes out to you tomorrow.',
          '{{name|您好}}：\n\n感谢登记，产品资料将于明天寄出。',
        ),
      ),
      anytime: true,
    },
    { id: 'night', kind: 'wait', input: { amount: 1, unit: 'workingDay' } },
    {
      id: 'letter',
      kind: 'letter',
      note: say('The letter that goes with it', '随目录的信'),
      input: { template: letter },
    },
    {
      id: 'packet',
      kind: 'packet',
      note: say('The catalogue with the letter, by post', '寄送产品目录（附信）'),
      input: { items: [catalogue], quantity: 1, letter: true },
    },
    { id: 'days', kind: 'wait', input: { amount: 3, unit: 'day' } },
    mail(
      'asks',
      say('A mail that asks about it', '询问是否收到资料'),
      say('Has it arrived?', '资料收到了吗'),
      say(
        'Dear {{name|Sir or Madam}},\n\nhas the catalogue arrived? I shall call you tomorrow.',
        '{{name|您好}}：\n\n资料收到了吗？我明天给您打电话。',
      ),
    ),
    { id: 'day', kind: 'wait', input: { amount: 1, unit: 'workingDay' } },
    {
      id: 'call',
      kind: 'task',
      note: say('A call', '电话回访'),
      input: { subject: say('Call {{name}}, {{company}}', '致电 {{name}}（{{company}}）'), kind: 'call', days: 1 },
    },
  ]
}

function fair(english: boolean): readonly SequenceStep[] {
  const say = (en: string, zh: string) => (english ? en : zh)
  return [
    {
      id: 'text',
      kind: 'message',
      note: say('A text of thanks', '致谢短信'),
      input: {
        channel: 'sms',
        text: say(
          'Dear {{name}}, thank you for visiting our stand. Our material follows by mail.',
          '{{name}}您好，感谢莅临我们的展位，相关资料稍后发到您的邮箱。',
        ),
        marketing: false,
      },
      anytime: true,
    },
    { id: 'night', kind: 'wait', input: { amount: 1, unit: 'workingDay' } },
    mail(
      'material',
      say('What we showed', '展品资料'),
      say('What you saw at our stand', '展会上您看过的方案'),
      say(
        'Dear {{name|Sir or Madam}},\n\nhere is what we talked about at the fair. Just reply if you would like to see it on site.',
        '{{name|您好}}：\n\n附上展会上介绍的方案。如需现场演示，直接回复即可。',
      ),
    ),
    { id: 'days', kind: 'wait', input: { amount: 2, unit: 'workingDay' } },
    {
      id: 'call',
      kind: 'task',
      note: say('A call', '电话回访'),
      input: { subject: say('Call {{name}}, {{company}}', '致电 {{name}}（{{company}}）'), kind: 'call', days: 1 },
    },
  ]
}
