import { describe, expect, it } from 'vitest'
import { formatPhone, maskPhone, parsePhone, parsePhones } from './phone.ts'

describe('telephone numbers', () => {
  it.each(['', '张三', '12345678', '12800138000', '95588', '1.38001E+10', '0', '无', '138001380000000', '13800'])(
    'refuses %s and keeps the text',
    (raw) => expect(parsePhone(raw)).toEqual({ raw, e164: null }),
  )

  it.each([
    ['138 0013 8000', '+8613800138000'],
    ['138-0013-8000', '+8613800138000'],
    ['１３８００１３８０００', '+8613800138000'],
    ['\u202d13800138000\u202c', '+8613800138000'],
    ['13800138000.0', '+8613800138000'],
    ['0086 138 0013 8000', '+8613800138000'],
    ['008613800138000', '+8613800138000'],
    ['8613800138000', '+8613800138000'],
    ['+86 021-62345678', '+862162345678'],
    ['（021）6234 5678', '+862162345678'],
    ['400-820-8820', '+864008208820'],
    ['800-820-8820', '+868008208820'],
    ['手机：13800138000 张三', '+8613800138000'],
    ['+1 (202) 555-0123', '+12025550123'],
    ['+852 2345 6789', '+85223456789'],
  ])('reads %s', (raw, e164) => expect(parsePhone(raw)).toMatchObject({ raw, e164, ext: null }))

  it.each([
    ['(0755)8888-8888转1234', '+8675588888888', '1234'],
    ['0755-88888888转接8', '+8675588888888', '8'],
    ['021-62345678 分机 801', '+862162345678', '801'],
    ['021-62345678#801', '+862162345678', '801'],
    ['021-62345678 ext. 801', '+862162345678', '801'],
    ['010-62345678-801', '+861062345678', '801'],
    ['400-820-8820转2', '+864008208820', '2'],
  ])('splits the extension off %s', (raw, e164, ext) => expect(parsePhone(raw)).toMatchObject({ e164, ext }))

  it('reads local numbers where the company is', () => {
    expect(parsePhone('0912-345-678', 'TW')).toMatchObject({ e164: '+886912345678', country: 'TW' })
    expect(parsePhone('(02) 2345-6789 #12', 'TW')).toMatchObject({ e164: '+886223456789', ext: '12' })
    expect(parsePhone('9123 4567', 'HK')).toMatchObject({ e164: '+85291234567', country: 'HK' })
    expect(parsePhone('6612 3456', 'MO')).toMatchObject({ e164: '+85366123456', country: 'MO' })
    expect(parsePhone('0086-13800138000', 'TW')).toMatchObject({ e164: '+8613800138000' })
  })

  it('finds every number of a cell and none in a remark', () => {
    const cell = '13800138000 张三/021-62345678转8012；无'
    expect(parsePhones(cell).map((p) => [p.e164, p.ext])).toEqual([
      ['+8613800138000', null],
      ['+862162345678', '8012'],
    ])
    expect(parsePhones('待补充')).toEqual([])
  })

  it('shows home numbers nationally and others with their country', () => {
    expect(formatPhone('+8613800138000')).toBe('138 0013 8000')
    expect(formatPhone('+8675588888888', { ext: '1234' })).toBe('0755 8888 8888 转 1234')
    expect(formatPhone('+8675588888888', { ext: '1234', lang: 'en' })).toBe('0755 8888 8888 ext. 1234')
    expect(formatPhone('+12025550123')).toBe('+1 202 555 0123')
    expect(formatPhone('+886912345678', { home: 'TW' })).toBe('0912 345 678')
    expect(formatPhone('nonsense')).toBe('nonsense')
  })

  it('masks what is personal', () => {
    expect(maskPhone('+8613800138000')).toBe('138****8000')
    expect(maskPhone('+862112345678')).toBe('021-****5678')
    expect(maskPhone('+8675588888888')).toBe('0755-****8888')
    expect(maskPhone('+864008208820')).toBe('400-****8820')
    expect(maskPhone('+886912345678')).toBe('0912-***-678')
    expect(maskPhone('+12025550123')).toBe('+1 ******0123')
    expect(maskPhone('张三 62345678')).toBe('张三 ******78')
    expect(maskPhone('12345')).toBe('*****')
  })
})
