import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ApiTodayTeam } from '#kernel/api-today.ts'
import { teamQuery } from '../../client/today.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { say, useSay } from '../../ui/language.ts'
import { Failed } from '../Failed.tsx'
import styles from '../Today.module.css'
import { Bones } from './Bones.tsx'
import { countWords, ListSection } from './ListSection.tsx'

/** How the people do whom she leads: a figure each, with the list behind it, and what should be given to somebody. */
export function Team() {
  const { t } = useTranslation()
  useSay()
  const { data: team, error, refetch } = useQuery(teamQuery)
  if (error && !team) return <Failed error={error} reset={() => void refetch()} />
  if (!team) return <Bones />
  const all = team.people.map(({ id }) => id)
  return (
    <div className={styles.team}>
      <div className={styles.scroll}>
        <table className={styles.figures} aria-label={t('today.hat.team')}>
          <thead>
            <tr>
              <th scope="col">{t('todayTeam.person')}</th>
              {team.figures.map((figure) => (
                <th key={figure.key} scope="col" title={figure.help && say(figure.help)}>
                  {say(figure.label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {team.people.map((person) => (
              <tr key={person.id}>
                <th scope="row">
                  <span className={styles.person}>
                    <Avatar name={person.name} />
                    <span className="clip" dir="auto">
                      {person.name}
                    </span>
                  </span>
                </th>
                {team.figures.map((figure, i) => (
                  <Figure key={figure.key} figure={figure} value={person.values[i] ?? 0} owners={[person.id]} />
                ))}
              </tr>
            ))}
          </tbody>
          {team.people.length > 1 && (
            <tfoot>
              <tr>
                <th scope="row">{t('todayTeam.total')}</th>
                {team.figures.map((figure, i) => (
                  <Figure
                    key={figure.key}
                    figure={figure}
                    value={team.people.reduce((sum, { values }) => sum + (values[i] ?? 0), 0)}
                    exact={team.people.every(({ values }) => (values[i] ?? 0) < 1_000)}
                    owners={all}
                    calm
                  />
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {team.total > team.people.length && (
        <p className={styles.none}>{t('todayTeam.someOf', { shown: team.people.length, total: team.total })}</p>
      )}
      {team.lists.map((list) => (
        <ListSection key={list.key} list={list} />
      ))}
    </div>
  )
}

type FigureProps = {
  readonly figure: ApiTodayTeam['figures'][number]
  readonly value: number
  readonly exact?: boolean
  readonly owners: readonly string[]
  /** A sum is neither good nor bad. */
  readonly calm?: true
}

function Figure({ figure, value, exact = value < 1_000, owners, calm }: FigureProps) {
  const bad = !calm && (figure.good === 'many' ? value === 0 : value > 0)
  const tone = calm ? undefined : bad ? (figure.good === 'many' ? 'warn' : 'late') : value === 0 ? 'faint' : undefined
  return (
    <td className="number" data-tone={tone}>
      <Link
        to="/$object"
        params={{ object: figure.object }}
        search={{ where: { ...figure.where, owner: { in: owners } } }}
      >
        {countWords(value, exact)}
      </Link>
    </td>
  )
}
