/** The dependency rule of ARCHITECTURE.md, executable. A rule's comment is what a person reads who has broken it. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const outside = (...folders) => `^(${folders.map((f) => `src/${f}`).join('|')})`

module.exports = {
  forbidden: [
    rule(
      'no-circles',
      'Two files that import each other cannot be understood apart. Move what both need into a third.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'kernel-is-alone',
      'The kernel is the language everyone speaks: it imports nothing of ours, so that it runs in browser and server.',
      { path: '^src/kernel' },
      { path: '^src/(?!kernel)' },
    ),
    rule(
      'kernel-is-portable',
      'The kernel runs in a browser: no module of Node.',
      { path: '^src/kernel', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'engine-knows-no-business',
      'The engine knows no business noun. Declare it in a module and read it from the registry.',
      { path: '^src/engine' },
      { path: outside('modules', 'channels', 'packs', 'web', 'app\\.ts', 'server\\.ts', 'cli') },
    ),
    rule(
      'declarations-import-only-the-kernel',
      'A declaration runs anywhere, so it imports the kernel and other declarations alone; behaviour stands in *.rules.ts and *.actions.ts.',
      { path: '^src/modules/[^/]+/(?!demo)[^/]+/[^./]+\\.ts$' },
      { path: outside('engine', 'web', 'channels', 'cli') },
    ),
    rule(
      'modules-speak-by-declarations',
      "A module may read another module's declarations; behaviour crosses modules through actions and events.",
      { path: '^src/modules/([^/]+)/' },
      { path: '^src/modules/(?!$1)[^/]+/.*\\.(rules|actions|jobs)\\.ts$' },
    ),
    rule(
      'modules-do-not-reach-into-the-engine',
      'Rules and actions get what they need as `tx` and `work`; they import no engine.',
      { path: '^src/modules', pathNot: '\\.test\\.ts$' },
      { path: '^src/engine' },
    ),
    rule(
      'web-knows-only-the-kernel',
      'The screens run in a browser: they know the kernel and the API, never the engine or the server.',
      { path: '^src/web' },
      { path: outside('engine', 'channels', 'cli', 'server\\.ts') },
    ),
    rule(
      'web-ui-knows-no-crm',
      'The design system knows no record and no session; what does stands in records, fields or app.',
      { path: '^src/web/ui' },
      { path: '^src/web/(app|records|fields|client)' },
    ),
    rule(
      'channels-know-only-the-kernel',
      'A channel fills a port of the kernel and knows nothing else.',
      { path: '^src/channels' },
      { path: '^src/(?!kernel|channels)' },
    ),
    rule(
      'nobody-imports-the-composition',
      'app.ts, server.ts and the commands compose everything; nothing below them may need them.',
      { path: '^src/(kernel|engine|modules|channels|packs|web)', pathNot: '\\.test\\.ts$' },
      { path: '^src/(app|server|worker)\\.ts$|^src/cli' },
    ),
    rule(
      'no-tests-in-the-product',
      'Product code does not import tests.',
      { path: '^(src|bin)', pathNot: '\\.test\\.tsx?$' },
      { path: '^test|\\.test\\.tsx?$' },
    ),
    rule(
      'what-runs-is-installed',
      'What the product imports stands in dependencies, not among the tools of development.',
      { path: '^src', pathNot: '\\.test\\.tsx?$|^src/web|^src/bench/web' },
      { dependencyTypes: ['npm-dev'], pathNot: '@types' },
    ),
  ],
  options: {
    // TypeScript 7 has no API yet that this tool can use.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
