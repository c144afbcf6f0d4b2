/** Hosts where anybody may have a mailbox: they say nothing about an employer. */
const freeMail = new Set(
  `qq.com foxmail.com 163.com 126.com yeah.net 188.com sina.com sina.cn sohu.com aliyun.com 139.com 189.cn wo.cn tom.com 21cn.com
  263.net eyou.com 2980.com gmail.com googlemail.com outlook.com hotmail.com live.com live.cn msn.com yahoo.com yahoo.cn
  yahoo.com.cn yahoo.com.tw yahoo.com.hk yahoo.co.jp yahoo.co.uk ymail.com rocketmail.com icloud.com me.com mac.com aol.com
  proton.me protonmail.com pm.me gmx.com gmx.de gmx.net web.de t-online.de freenet.de mail.com mail.ru yandex.com yandex.ru
  zoho.com fastmail.com tutanota.com hey.com hinet.net pchome.com.tw naver.com daum.net hanmail.net laposte.net orange.fr free.fr
  libero.it comcast.net verizon.net att.net sbcglobal.net bigpond.com btinternet.com rediffmail.com docomo.ne.jp`.split(
    /\s+/,
  ),
)

/** Labels under which a country has names registered at the second place: com.cn, co.uk. */
const seconds = new Set('com co net org gov edu ac mil go or ne gob gouv govt nom ltd plc sch me idv'.split(' '))
/** Provinces below .cn, as CNNIC gives them out. */
const cnProvinces = new Set(
  'bj sh tj cq he sx nm ln jl hl js zj ah fj jx sd ha hb hn gd gx hi sc gz yn xz sn gs qh nx xj tw hk mo'.split(' '),
)
/** Houses with many tenants: each name below them is somebody else's. */
const tenants = new Set(
  `1688.com taobao.com tmall.com jd.com alibaba.com made-in-china.com globalsources.com weebly.com wixsite.com wordpress.com
  blogspot.com github.io gitee.io gitlab.io netlify.app vercel.app pages.dev herokuapp.com azurewebsites.net cloudfront.net
  myshopify.com shopify.com squarespace.com webflow.io godaddysites.com business.site notion.site feishu.cn weimob.com youzan.com`.split(
    /\s+/,
  ),
)

/**
 * The name that somebody has registered: acme.com.cn of https://www.shop.acme.com.cn/x. What stands below a public suffix, by the
 * common ones of the Public Suffix List and houses with many tenants. Null where there is none.
 */
export function registeredDomain(host: string): string | null {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  if (labels.length < 2 || labels.some((label) => label === '') || /^\d+$/.test(labels.at(-1)!)) return null
  for (let take = 2; take < labels.length; take++)
    if (tenants.has(labels.slice(-take).join('.'))) return labels.slice(-take - 1).join('.')
  const [second = '', first = ''] = labels.slice(-2)
  const below = first.length === 2 && (seconds.has(second) || (first === 'cn' && cnProvinces.has(second)))
  if (!below) return tenants.has(labels.join('.')) ? null : labels.slice(-2).join('.')
  return labels.length >= 3 ? labels.slice(-3).join('.') : null
}

/** The domain by which an organisation is known, of a web or mail address; null for a free mailbox and for what is no address. */
export function organisationDomain(address: string): string | null {
  const host = /^[^\s/@]+@([^\s@]+)$/.exec(address)?.[1] ?? hostOf(address)
  const domain = host ? registeredDomain(host) : null
  return domain && !freeMail.has(domain) && !freeMail.has(host!.toLowerCase()) ? domain : null
}

function hostOf(address: string): string | null {
  return URL.parse(/^[a-z]+:\/\//i.test(address) ? address : `http://${address}`)?.hostname ?? null
}
