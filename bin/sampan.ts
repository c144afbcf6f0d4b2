import { runCli } from '../src/cli/program.ts'

// Whoever reads only the beginning, as `| head` does, has what she wanted.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })

process.exitCode = await runCli(process.argv.slice(2))
