import { describe, expect, test } from 'vitest'
import { caseSafeId } from './case-safe-id.ts'
import { companySpellings } from './company-name.ts'
import { joinName, readName } from './person-name.ts'

describe('names of people', () => {
  test('are put together as their bearers write them', () => {
    expect(joinName({ family: '张', given: '三' })).toBe('张三')
    expect(joinName({ family: '司马', given: '懿' })).toBe('司马懿')
    expect(joinName({ given: '张三' })).toBe('张三')
    expect(joinName({ family: 'Lovelace', given: 'Ada', middle: 'King' })).toBe('Ada King Lovelace')
    expect(joinName({ family: 'King', given: 'Martin', suffix: 'Jr.' })).toBe('Martin King Jr.')
    expect(joinName({ family: '王', given: 'Tony' })).toBe('Tony 王')
    expect(joinName({})).toBe('')
  })
  test('are turned round only where they are sorted by surname', () => {
    expect(readName('Lovelace, Ada')).toBe('Ada Lovelace')
    expect(readName('Müller, Jörg')).toBe('Jörg Müller')
    expect(readName('John Smith, PhD')).toBe('John Smith, PhD')
    expect(readName('Acme, Inc.')).toBe('Acme, Inc.')
    for (const name of ['王总', '李小姐', '欧阳修', 'Dr. No', '张三, 李四']) expect(readName(name)).toBe(name)
  })
})

describe('names of companies', () => {
  test('are looked for in their usual spellings', () => {
    expect(companySpellings('甲(上海)有限公司')).toEqual(
      expect.arrayContaining(['甲(上海)有限公司', '甲（上海）有限责任公司', '甲(上海)股份有限公司']),
    )
    expect(companySpellings('Acme')).toEqual(['Acme'])
  })
})

test('an id in which case counts has one form', () => {
  expect(caseSafeId('001D000000IqhSL')).toBe('001D000000IqhSLIAZ')
  expect(caseSafeId('001D000000IqhSLIAZ')).toBe('001D000000IqhSLIAZ')
  expect(caseSafeId('12')).toBe('12')
})
