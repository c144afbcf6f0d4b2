import './compiled.ts'

// Whoever reads only the beginning, as `| head` does, has what she wanted.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })

const { runCli } = await import('../src/cli/program.ts')
process.exitCode = await runCli(process.argv.slice(2))
