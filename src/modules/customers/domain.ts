/** Hosts where anybody may have a mailbox: they say nothing about an employer. */
const publicHosts = new Set(
  `qq.com foxmail.com 163.com 126.com yeah.net 188.com vip.163.com vip.qq.com sina.com sina.cn sohu.com aliyun.com
  139.com 189.cn wo.cn tom.com gmail.com googlemail.com outlook.com hotmail.com live.com live.cn msn.com yahoo.com
  yahoo.com.tw yahoo.com.hk ymail.com icloud.com me.com proton.me protonmail.com gmx.com gmx.de web.de
  hinet.net naver.com`.split(/\s+/),
)

/** The domain that stands for an organisation: its website's host, else its e-mail's, unless that is a public one. */
export function domainOf(website: string | null, email: string | null): string | null {
  const host = website
    ? URL.parse(website)
        ?.hostname.toLowerCase()
        .replace(/^www\./, '')
    : undefined
  if (host) return host
  const after = email?.split('@')[1]?.toLowerCase()
  return after && !publicHosts.has(after) ? after : null
}
