import { Command } from 'commander'
import { words } from '../words.ts'

/** `sampan bench`: measures; everything behind the word goes to src/bench. */
export function benchCommand(): Command {
  return new Command('bench')
    .description(words({ en: 'measure this Sampan against bare SQL', zh: '性能测试，与直接执行 SQL 对比' }))
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .argument('[arguments...]')
    .action(async (given: readonly string[]) => {
      const { runBench } = (await import('../../bench/bench.ts')) as {
        runBench(argv: readonly string[]): Promise<number | void>
      }
      process.exitCode = (await runBench(given)) ?? 0
    })
}
