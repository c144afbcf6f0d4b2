import i18next, { type ParseKeys } from 'i18next'

type Kind = Extract<ParseKeys, `audit.is.${string}`> extends `audit.is.${infer K}` ? K : never

/** Every kind of event that the screen has a word for. */
export function kinds(): readonly string[] {
  return Object.keys(i18next.t('audit.is', { returnObjects: true }) as unknown as object)
}

export function isKind(kind: string): kind is Kind {
  return i18next.exists(`audit.is.${kind}`)
}
