import i18next from 'i18next'
import type { Label } from '#kernel/label.ts'
import { say } from '../../ui/language.ts'

const browsers: readonly (readonly [RegExp, string | Label])[] = [
  [/wxwork/i, { en: 'WeCom', zh: '企业微信' }],
  [/MicroMessenger/, { en: 'WeChat', zh: '微信' }],
  [/DingTalk/, { en: 'DingTalk', zh: '钉钉' }],
  [/Lark|Feishu/, { en: 'Feishu', zh: '飞书' }],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/HuaweiBrowser/, { en: 'Huawei Browser', zh: '华为浏览器' }],
  [/QQBrowser/, { en: 'QQ Browser', zh: 'QQ 浏览器' }],
  [/Firefox\/|FxiOS/, 'Firefox'],
  [/Chrome\/|CriOS/, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** What a browser calls itself, as a person would: `Chrome on Windows`. A guess for the eye, never for a decision. */
export function deviceWords(userAgent: string): string {
  const found = browsers.find(([mark]) => mark.test(userAgent))?.[1]
  const browser = typeof found === 'object' ? say(found) : found
  const system = systems.find(([mark]) => mark.test(userAgent))?.[1]
  if (browser && system) return i18next.t('account.device.on', { browser, system })
  return browser ?? system ?? (userAgent.split(/[/ ]/)[0] || i18next.t('account.device.unknown'))
}
