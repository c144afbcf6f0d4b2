/** Words of the recycle bin. */
export const binEn = {
  bin: {
    title: 'Recycle bin',
    text: 'What was deleted stays here, with its history, until somebody restores it.',
    find: 'Find by name',
    none: 'Nothing was deleted',
    nothing: 'Nothing by this name',
    noneText: 'Each object has its own; choose another one above.',
    by: 'Deleted by {{name}}',
    restore: 'Restore',
    restored: '“{{what}}” is restored',
  },
}
