/** How much a file may ask of us before it is refused. Bytes, characters and counts. */
export type Limits = {
  /** Bytes a workbook's sheet may unpack to. */
  sheetBytes: number
  /** Bytes its texts, styles and contents may unpack to, each; they are held in memory. */
  partBytes: number
  /** Bytes its lists of sheets and parts may unpack to, each. */
  contentsBytes: number
  columns: number
  /** Characters of one cell. */
  cell: number
  /** Characters of one CSV record. */
  record: number
}

export const defaultLimits: Limits = {
  sheetBytes: 2_000_000_000,
  partBytes: 300_000_000,
  contentsBytes: 20_000_000,
  columns: 2000,
  cell: 1_000_000,
  record: 8_000_000,
}

/** How much an archive of several files may ask. */
export type ArchiveLimits = {
  /** Bytes that all of it may unpack to. */
  bytes: number
  files: number
  /** So many times its packed size a file, or all of the archive, may unpack to, once it is larger than `calmBytes`. */
  ratio: number
  calmBytes: number
}

export const defaultArchiveLimits: ArchiveLimits = {
  bytes: 20_000_000_000,
  files: 200_000,
  ratio: 300,
  calmBytes: 50_000_000,
}
