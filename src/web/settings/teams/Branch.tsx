import { Menu } from '@mantine/core'
import {
  IconArrowMoveRight,
  IconChevronDown,
  IconChevronRight,
  IconDots,
  IconPlus,
  IconTrash,
  IconUsersGroup,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { useMeta } from '../../client/queries.ts'
import { complain, remove } from '../../client/writes.ts'
import { create } from '../../records/creating.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { IconButton } from '../../ui/Button.tsx'
import { Handle } from '../../ui/Handle.tsx'
import { Tag } from '../../ui/Tag.tsx'
import styles from './Teams.module.css'
import type { Move } from './Teams.tsx'
import { type Branch, refOf } from './tree.ts'

type Acts = {
  readonly onMove: (what: Omit<Move, 'to'>) => void
  readonly movesTeams: boolean
  readonly movesPeople: boolean
}

/** Teams side by side in the tree, each with what is in it. */
export function Branches({ branches, open, ...act }: Acts & { branches: readonly Branch[]; open: boolean }) {
  if (branches.length === 0) return null
  return (
    <ul className={styles.below}>
      {branches.map((branch) => (
        <TeamBranch key={branch.team.id} branch={branch} open={open} {...act} />
      ))}
    </ul>
  )
}

function TeamBranch({ branch, open, ...act }: Acts & { branch: Branch; open: boolean }) {
  const { t } = useTranslation()
  const { team, people, teams, count } = branch
  const { rights } = useMeta().objects['team']!
  const [unfolded, setUnfolded] = useState(open)
  const name = String(team.name)
  const Chevron = unfolded ? IconChevronDown : IconChevronRight
  return (
    <li>
      <div className={styles.row} data-item={`team:${team.id}`} data-onto={team.id}>
        {act.movesTeams ? <Handle what={name} how={t('org.how')} /> : <span />}
        <button
          type="button"
          className={styles.fold}
          aria-expanded={unfolded}
          aria-label={t(unfolded ? 'org.fold' : 'org.unfold', { what: name })}
          disabled={count === 0 && teams.length === 0}
          onClick={() => setUnfolded(!unfolded)}
        >
          <Chevron size={14} />
        </button>
        <IconUsersGroup size={16} stroke={1.6} />
        <Opens object="team" record={team} />
        <span className={`number ${styles.faint}`}>{t('org.people', { count })}</span>
        <span className={styles.end}>
          <Acts what={name}>
            {act.movesTeams && (
              <Menu.Item
                leftSection={<IconArrowMoveRight size={15} />}
                onClick={() => act.onMove({ object: 'team', record: team })}
              >
                {t('org.moveTo')}
              </Menu.Item>
            )}
            {rights.create && (
              <Menu.Item
                leftSection={<IconPlus size={15} />}
                onClick={() => create('team', { parent: { id: team.id, title: name } }, { stay: true })}
              >
                {t('org.newBelow')}
              </Menu.Item>
            )}
            {rights.delete && (
              <Menu.Item
                leftSection={<IconTrash size={15} />}
                onClick={() => void remove('team', [team.id], t('org.deleted', { what: name })).catch(complain)}
              >
                {t('do.delete')}
              </Menu.Item>
            )}
          </Acts>
        </span>
      </div>
      {unfolded && <People people={people} leader={refOf(team, 'leader')} {...act} />}
      {unfolded && <Branches branches={teams} open={open} {...act} />}
    </li>
  )
}

/** The people of one team; who leads it is marked, and comes first. */
export function People({ people, leader, ...act }: Acts & { people: readonly ApiRecord[]; leader: string | null }) {
  const { t } = useTranslation()
  const first = people.filter(({ id }) => id === leader)
  return (
    <ul className={styles.below}>
      {[...first, ...people.filter(({ id }) => id !== leader)].map((person) => (
        <li key={person.id} className={`${styles.row} ${styles.person}`} data-item={`user:${person.id}`}>
          {act.movesPeople ? <Handle what={String(person.name)} how={t('org.how')} /> : <span />}
          <Avatar name={String(person.name)} />
          <Opens object="user" record={person} />
          {person.id === leader && <Tag>{t('org.leader')}</Tag>}
          {Boolean(person.jobTitle) && <span className={`clip ${styles.faint}`}>{String(person.jobTitle)}</span>}
          <span className={styles.end}>
            {act.movesPeople && (
              <Acts what={String(person.name)}>
                <Menu.Item
                  leftSection={<IconArrowMoveRight size={15} />}
                  onClick={() => act.onMove({ object: 'user', record: person })}
                >
                  {t('org.moveTo')}
                </Menu.Item>
              </Acts>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Opens({ object, record }: { object: string; record: ApiRecord }) {
  return (
    <a
      className={`clip ${styles.name}`}
      href={`/${object}/${record.id}`}
      data-record={`${object}/${record.id}`}
      dir="auto"
    >
      {String(record.name ?? '—')}
    </a>
  )
}

function Acts({ what, children }: { what: string; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Menu withInitialFocusPlaceholder={false} position="bottom-end" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <IconButton small label={`${t('page.actions')} ${what}`}>
          <IconDots size={16} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
