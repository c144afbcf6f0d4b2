/** Words of the installed screens and of what thumbs do. */
export const phoneEn = {
  install: {
    newVersion: 'A new version of Sampan is here.',
    reload: 'Reload',
  },
  reach: {
    call: 'Call',
    mail: 'Mail',
    map: 'Map',
    done: 'Mark as done',
    photo: 'Take a photo',
    ways: 'Ways to reach',
    not: 'Marked “{{why}}”',
  },
}
