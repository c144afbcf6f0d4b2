import { type Refusal, refuse } from '#kernel/problem.ts'

/** Why a file cannot be read, in words for the person who chose it. */
export const unreadable = {
  empty: () => says('The file is empty.', '文件是空的。', 'file-empty'),
  encrypted: () =>
    says(
      'The file is protected by a password. Save it without one.',
      '文件设有密码。请取消密码后另存，再选择新文件。',
      'file-encrypted',
    ),
  web: () =>
    says(
      'This is a web page with the name of a spreadsheet. Open it in Excel and save it as .xlsx.',
      '这个文件其实是网页格式。请用 Excel 打开后另存为 .xlsx。',
      'file-html',
    ),
  notATable: () =>
    says(
      'This is no table. Choose a .csv, .tsv, .txt, .xlsx, .xls or .vcf file.',
      '这个文件不是表格。请选择 .csv、.tsv、.txt、.xlsx、.xls 或 .vcf 文件。',
      'file-kind',
    ),
  damaged: () => says('The file is damaged and cannot be read.', '文件已损坏，无法读取。', 'file-damaged'),
  tooLarge: () => says('The file unpacks to too much data.', '文件解压后过大。', 'file-too-large'),
  tooManyFiles: (limit: number) =>
    says(`The archive has more than ${limit} files.`, `压缩包内的文件超过 ${limit} 个。`, 'file-too-many'),
  path: (name: string) =>
    says(
      `The archive names a place outside itself: “${name.slice(0, 100)}”.`,
      `压缩包中有指向包外的路径：「${name.slice(0, 100)}」。`,
      'file-path',
    ),
  archive: () =>
    says(
      'This is an archive of files. Bring it as a set: its files become records of several objects.',
      '这是一个压缩包，请使用「整包导入」，一次导入其中的多个文件。',
      'file-archive',
    ),
  noSheet: (name: string) => says(`There is no sheet “${name}”.`, `没有名为「${name}」的工作表。`, 'file-sheet'),
  columns: (limit: number) => says(`A row has more than ${limit} columns.`, `一行超过 ${limit} 列。`, 'file-columns'),
  cell: (line: number, limit: number) =>
    says(
      `A cell in row ${line} is longer than ${limit} characters.`,
      `第 ${line} 行有单元格超过 ${limit} 个字符。`,
      'file-cell',
    ),
  card: (line: number, limit: number) =>
    says(
      `The card in line ${line} has more than ${limit} details.`,
      `第 ${line} 行的名片超过 ${limit} 项内容。`,
      'file-card',
    ),
  quote: (line: number) =>
    says(`A quotation mark near line ${line} is never closed.`, `第 ${line} 行附近的引号没有闭合。`, 'file-quote'),
  encoding: (name: string) => says(`The encoding “${name}” is not known.`, `不支持编码「${name}」。`, 'file-encoding'),
}

function says(en: string, zh: string, code: string): Refusal {
  return refuse('malformed', 'file', { en, zh }, code)
}
