/** Words of the tree of teams, for the settings. */
export const orgEn = {
  org: {
    text: 'Teams stand below one another, and rights can reach a team and those below it. Drag a team or a person onto another team, or choose “Move to…” in its menu.',
    how: 'Drag it onto a team; or choose one with the arrow keys and press Enter.',
    onto: 'Put “{{what}}” into “{{where}}”: Enter. Leave it: Escape.',
    people_one: '{{count}} person',
    people_other: '{{count}} people',
    leader: 'Leader',
    noTeam: 'In no team',
    newBelow: 'New team below',
    moveTo: 'Move to…',
    place: 'Into team',
    top: 'Nothing chosen: directly below the company',
    moveTitle: 'Move “{{what}}” into “{{where}}”',
    move: 'Move',
    moved: '“{{what}}” is now in “{{where}}”',
    circle: '“{{what}}” cannot stand below itself or a team of its own.',
    fold: 'Fold {{what}}',
    unfold: 'Unfold {{what}}',
    deleted: '“{{what}}” is in the recycle bin',
  },
}
