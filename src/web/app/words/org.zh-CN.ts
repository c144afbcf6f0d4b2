/** 设置中团队架构的文字。 */
export const orgZh = {
  org: {
    text: '团队可分上下级，权限可覆盖本团队及下级团队。拖动团队或成员到另一个团队，或在菜单中选择「移动到…」。',
    how: '拖到目标团队上；或用上下方向键选择团队，再按回车。',
    onto: '按回车将「{{what}}」移到「{{where}}」，按 Esc 取消',
    people_one: '{{count}} 人',
    people_other: '{{count}} 人',
    leader: '主管',
    noTeam: '未分配团队',
    newBelow: '新建下级团队',
    moveTo: '移动到…',
    place: '目标团队',
    top: '不选择则直属公司',
    moveTitle: '将「{{what}}」移到「{{where}}」',
    move: '移动',
    moved: '「{{what}}」已移到「{{where}}」',
    circle: '「{{what}}」不能移到自己或自己的下级之下',
    fold: '收起{{what}}',
    unfold: '展开{{what}}',
    deleted: '「{{what}}」已移入回收站',
  },
}
