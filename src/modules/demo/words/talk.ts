/** What the people of the company say of sales to each other: tags with their colours, remarks, answers. */
export type Talk = {
  readonly tags: readonly (readonly [name: string, color: string])[]
  /** `{d}` is the director, `{w}` a colleague. */
  readonly remarks: readonly string[]
  readonly answers: readonly string[]
}

export const chineseTalk: Talk = {
  tags: [
    ['重点客户', 'red'],
    ['年框协议', 'violet'],
    ['标杆案例', 'green'],
    ['价格敏感', 'orange'],
    ['需要高层拜访', 'blue'],
    ['竞品替换', 'teal'],
  ],
  remarks: [
    '{d} 客户想把付款改成三三四，折扣还能再让两个点吗？',
    '{d} 下周三客户总经理来公司，方便的话请一起见一下。',
    '{w} 技术协议第四条麻烦再看一下，客户对采样频率有疑问。',
    '{d} 竞争对手报价比我们低 8%，我建议强调交付周期，可以吗？',
    '{w} 样机周五能寄出吗？客户那边催了两次。',
    '{d} 合同已经发法务，预计后天回复。',
  ],
  answers: [
    '可以，按这个方案报。',
    '时间没问题，我来参加。',
    '已经安排，今天给你回复。',
    '先不要降价，我和对方再沟通一次。',
  ],
}

export const englishTalk: Talk = {
  tags: [
    ['Key account', 'red'],
    ['Frame contract', 'violet'],
    ['Reference', 'green'],
    ['Price sensitive', 'orange'],
    ['Executive visit', 'blue'],
    ['Replacing a rival', 'teal'],
  ],
  remarks: [
    '{d} They want to pay 30/30/40. Can we give another two per cent?',
    '{d} Their general manager comes by next Wednesday. Could you join us?',
    '{w} Please look at clause 4 of the specification again, they ask about the sampling rate.',
    '{d} The rival is 8% cheaper. I would stress our delivery time, is that all right?',
    '{w} Can the demo unit leave on Friday? They have asked twice.',
    '{d} The contract is with legal, we hear back the day after tomorrow.',
  ],
  answers: [
    'Fine, quote it like that.',
    'That works, I will be there.',
    'It is under way, you hear from me today.',
    'No discount yet, I will talk to them.',
  ],
}
