import { describe, expect, it } from 'vitest'
import { pinyinOf } from './pinyin.ts'

describe('pinyin', () => {
  it.each([
    ['单雄信', 'shan xiong xin'],
    ['曾国藩', 'zeng guo fan'],
    ['解缙', 'xie jin'],
    ['仇英', 'qiu ying'],
    ['区志强', 'ou zhi qiang'],
    ['查良镛', 'zha liang yong'],
    ['朴槿惠', 'piao jin hui'],
    ['乐毅', 'yue yi'],
    ['缪荃孙', 'miao quan sun'],
    ['尉迟恭', 'yu chi gong'],
    ['万俟卨', 'mo qi xie'],
    ['歐陽修', 'ou yang xiu'],
    ['吕布', 'lv bu'],
  ])('reads the surname of %s', (name, read) => expect(pinyinOf(name, { person: true })).toBe(read))

  it.each([
    ['重庆银行', 'chong qing yin hang'],
    ['重型机械', 'zhong xing ji xie'],
    ['长沙', 'chang sha'],
    ['乐视', 'le shi'],
    ['音乐', 'yin yue'],
    ['成都朝阳', 'cheng du chao yang'],
    ['厦门大厦', 'xia men da sha'],
    ['中興通訊', 'zhong xing tong xun'],
    ['略', 'lue'],
    ['TCL科技', 'TCL ke ji'],
    ['58同城', '58 tong cheng'],
    ['Acme', 'Acme'],
    ['', ''],
  ])('reads %s in its words', (name, read) => expect(pinyinOf(name, { person: false })).toBe(read))
})
