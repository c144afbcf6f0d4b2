import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import { RelationPick } from '../../fields/RelationPick.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import type { Move } from './Teams.tsx'
import { isBelow } from './tree.ts'

type Props = Omit<Move, 'to'> & {
  readonly teams: readonly ApiRecord[]
  readonly onClose: () => void
  readonly onChosen: (to: string | null) => void
}

/** Chooses the team for a team or a person where nothing can be dragged. */
export function MoveDialog({ object, record, teams, onClose, onChosen }: Props) {
  const { t } = useTranslation()
  const [to, setTo] = useState((record[object === 'team' ? 'parent' : 'team'] ?? null) as Reference | null)
  const id = to && 'id' in to ? to.id : null
  const name = String(record.name)
  const circle = object === 'team' && isBelow(teams, record.id, id)
  return (
    <Dialog
      open
      title={`${name} · ${t('org.moveTo')}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" disabled={circle} onClick={() => onChosen(id)}>
            {t('org.move')}
          </Button>
        </>
      }
    >
      <Labelled label={t('org.place')} help={t('org.top')} error={circle ? t('org.circle', { what: name }) : undefined}>
        {({ id, describedBy }) => (
          <RelationPick
            id={id}
            to="team"
            chosen={to ? [to] : []}
            invalid={circle}
            describedBy={describedBy}
            onPick={setTo}
            onClear={() => setTo(null)}
          />
        )}
      </Labelled>
    </Dialog>
  )
}
