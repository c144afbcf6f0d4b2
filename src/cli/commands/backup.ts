import { resolve } from 'node:path'
import { backUp } from '#engine/backup/backup.ts'
import { totalRows } from '#engine/backup/manifest.ts'
import { type Common, command } from '../command.ts'
import { exit } from '../exit.ts'
import { withDatabase } from '../open.ts'
import { answer, progress, tell } from '../terminal.ts'
import { version } from '../version.ts'
import { words } from '../words.ts'

/** `sampan backup FILE`: everything into one archive, while people work. */
export function backupCommand() {
  return command('backup', {
    en: 'write everything into one archive: database, files and secret; people may go on working',
    zh: '将数据库、文件和密钥备份到一个文件，备份期间可继续使用',
  })
    .argument(
      '<file>',
      words({
        en: 'the archive, such as sampan.tar.gz; keep it as safe as the data itself',
        zh: '备份文件，如 sampan.tar.gz，请妥善保管',
      }),
    )
    .action((file: string, options: Common) =>
      withDatabase(options, async ({ databaseUrl, settings }) => {
        const bar = progress({ en: 'Backing up', zh: '正在备份' }, null, options)
        const began = Date.now()
        const path = resolve(file)
        const { manifest, bytes } = await backUp({
          databaseUrl,
          dataFolder: settings.dataFolder,
          path,
          version,
          now: new Date().toISOString(),
          onProgress: (rows) => bar.at(rows),
        })
        bar.end()
        const [rows, seconds, megabytes] = [
          totalRows(manifest),
          ((Date.now() - began) / 1_000).toFixed(1),
          (bytes / 1e6).toFixed(1),
        ]
        tell({
          en: `${rows} rows and ${manifest.files.count} files in ${megabytes} MB, ${seconds} s. It holds passwords' hashes and the secret: keep it safe.`,
          zh: `已备份 ${rows} 行、${manifest.files.count} 个文件，共 ${megabytes} MB，用时 ${seconds} 秒。其中包含密码哈希和密钥，请妥善保管。`,
        })
        const { missingFiles } = manifest
        if (missingFiles.length > 0) {
          tell({
            en: `${missingFiles.length} files that records name are not in the store and so not in the backup: ${missingFiles.join(', ')}`,
            zh: `有 ${missingFiles.length} 个被记录引用的文件不在文件库中，未能备份：${missingFiles.join('、')}`,
          })
          process.exitCode = exit.unsound
        }
        answer(options.json, { file: path, bytes, rows, files: manifest.files.count, missingFiles }, [path])
      }),
    )
}
