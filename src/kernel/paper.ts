import type { Reader } from './behaviour.ts'
import type { Label, Language } from './label.ts'
import type { ObjectDef, RecordOf } from './object.ts'
import { placed } from './place.ts'

/** A place on a page of A4, in millimetres from its top left corner. */
export type Area = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** A picture on paper: the id of a file, or the logo of the company. */
export type PictureRef = string

/** The picture that the company has in its settings. */
export const companyLogo: PictureRef = 'company'

/** A letter: what stands where on its first page, and text that goes on as far as it must. */
export type AddressedSheet = {
  readonly is: 'addressed'
  /** BCP 47, for whoever reads it aloud. */
  readonly language: string
  /** What is seen through the window of its envelope. */
  readonly window: Area
  /** Where it is folded, in millimetres from the top. */
  readonly folds: readonly number[]
  readonly returnLine: string | null
  readonly recipient: readonly string[]
  readonly head: { readonly name: string; readonly lines: readonly string[]; readonly logo: PictureRef | null }
  readonly date: string
  readonly subject: string
  readonly body: string
  readonly signature: { readonly picture: PictureRef | null; readonly name: string; readonly title: string | null }
  /** As the Chinese write: paragraphs begin two characters in; name and date stand at the right below them. */
  readonly chinese: boolean
  readonly foot: string | null
}

/** A list with a head: what is to be packed. */
export type ListSheet = {
  readonly is: 'list'
  readonly language: string
  readonly title: string
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  /** Widths are shares of the page. */
  readonly columns: readonly { readonly name: string; readonly width: number; readonly right?: true }[]
  readonly rows: readonly (readonly string[])[]
  readonly foot: string | null
}

export type Sheet = AddressedSheet | ListSheet

/** Something that is put on paper from a record: a letter, a day's letters, a pack list. */
export type Paper = {
  readonly is: 'paper'
  readonly object: string
  /** In its address: `/api/v1/letter/{id}/paper/letter`. */
  readonly key: string
  readonly label: Label
  /** Fields that stand on it: whoever may not read one of them does not get it. */
  readonly shows: readonly string[]
  readonly lay: (record: RecordOf<ObjectDef>, at: PaperPlace) => Promise<readonly Sheet[]>
}

/** What a paper is laid out from. */
export type PaperPlace = {
  /** Past rights: what stands on a paper is decided by who may read its record. */
  readonly all: Reader
  readonly company: { readonly name: string; readonly timeZone: string; readonly hasLogo: boolean }
  readonly language: Language
  /** ISO date, where the company is. */
  readonly today: string
}

/** What puts sheets on paper; filled in by a channel. */
export type PaperWriter = {
  /** Characters that it has no shape for, each once. They are printed as 〓. */
  lacks(text: string): Promise<readonly string[]>
  /** One PDF of all sheets, each beginning on a page of its own. A picture that cannot be read is left out. */
  write(
    sheets: readonly Sheet[],
    title: string,
    picture: (ref: PictureRef) => Uint8Array | null,
  ): Promise<{ readonly pdf: Uint8Array; readonly pages: number }>
}

/** Declares what is put on paper from records of an object. */
export function definePaper<O extends ObjectDef>(
  object: O,
  key: string,
  options: {
    readonly label: Label
    readonly shows: readonly (keyof O['fields'] & string)[]
    readonly lay: (record: RecordOf<O>, at: PaperPlace) => Promise<readonly Sheet[]>
  },
): Paper {
  return placed({ is: 'paper', object: object.key, key, ...options } as unknown as Paper)
}
