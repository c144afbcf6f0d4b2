/** A text with a space wherever Han meets Latin letters or digits, as Chinese is written: what is filled in may be either. */
export function spaced(text: string): string {
  return text.replace(/(?<=\p{Script=Han})(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=\p{Script=Han})/gu, ' ')
}
