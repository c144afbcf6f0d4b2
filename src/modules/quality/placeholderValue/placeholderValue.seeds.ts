import type { PlaceholderKind } from '#kernel/quality/records.ts'

/** What is met most in the lists of companies, with blanks between. Everybody adds her own. */
const usual: Readonly<Record<PlaceholderKind, string>> = {
  text: `
    测试 测试客户 测试公司 测试数据 测试用户 试用 无 没有 暂无 不详 未知 不知道 空 空白 待补充 待定 待完善 略 其他公司 某某 某某公司 匿名 客户 公司 先生 女士 test
    test1 testing demo sample n/a na none null nil unknown undefined tbd tba anonymous nobody asdf asd
    qwer qwe qwerty abc abcd aa aaa aaaa bbb xx xxx xxxx zzz 000 0000 000000 111 1111 11111 111111 123
    1234 12345 123456 1234567 12345678 123456789 666 888 999 - -- --- . .. ... / // ? ?? ？ * ** # _ 、 。
    0 1 x a
  `,
  phone: `
    13800000000 13800138000 13888888888 13999999999 13900000000 13911111111 13666666666 13111111111
    13333333333 13555555555 13600000000 13700000000 13500000000 13000000000 15000000000 15888888888
    15999999999 18000000000 18666666666 18888888888 18900000000 13812345678 13912345678 13512345678
    11111111111 12345678901 12345678910 10000000000 00000000000 00000000 000000 11111111 111111
    12345678 123456 88888888 99999999 123
  `,
  email: `
    test@test.com test@test.cn test@example.com test@163.com test@qq.com test@126.com a@a.com aa@aa.com
    aaa@aaa.com a@b.com a@b.c abc@abc.com xx@xx.com xxx@xxx.com none@none.com no@no.com no@email.com
    noemail@noemail.com null@null.com na@na.com n@a.com unknown@unknown.com 1@1.com 11@11.com
    111@111.com 123@123.com 123@qq.com 1234@qq.com 123456@qq.com 111@qq.com 123456@163.com 123@163.com
    email@email.com name@example.com user@example.com admin@admin.com
  `,
}

/** The same ones in a new workspace and in one that is there already. */
export const placeholderValues = Object.entries(usual).flatMap(([kind, values]) =>
  values
    .trim()
    .split(/\s+/)
    .map((value) => ({ value, kind: kind as PlaceholderKind })),
)
