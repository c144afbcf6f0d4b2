import { IconChevronRight, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Meta, MetaObject } from '#kernel/api.ts'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import type { ScoreField } from '#kernel/fields/score.ts'
import { pluralOf } from '../../app/navigation.ts'
import { useMeta } from '../../client/queries.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { say, useSay } from '../../ui/language.ts'
import { Tag } from '../../ui/Tag.tsx'
import { DraftBar } from '../fit/DraftBar.tsx'
import { useDraft } from '../fit/draft.ts'
import { draftObjects, isCustom } from '../fit/draftObject.ts'
import { Head } from '../Head.tsx'
import settings from '../Settings.module.css'
import { Learns } from './Learns.tsx'
import { Learnt } from './Learnt.tsx'
import { NewScore } from './NewScore.tsx'
import { ScoreRules } from './ScoreRules.tsx'

/** Scores: what gives points to the records of which object, tried on those that there are before it is published. */
export function Scores() {
  const { t } = useTranslation()
  const { item } = useParams({ strict: false }) as { item?: string }
  const meta = useMeta()
  const objects = useObjects()
  const draft = useDraft()
  const [toLearn, setToLearn] = useState<string | null>(null)
  if (!draft || !objects) return <Bone width="60%" />
  const [key = '', name = ''] = (item ?? '').split('.')
  const object = objects.find((one) => one.key === key)
  const field = object?.fields[name]
  const own = isCustom(draft.document, key, name)
  const learns = own && (Boolean(draft.document.scores[item ?? '']?.learns) || toLearn === item)
  return (
    <>
      {object && field?.type === 'score' && learns ? (
        <>
          <Learns key={item} draft={draft} object={object} name={name} />
          {isLearnt(meta, key, name) && <Learnt key={`${item} learnt`} object={object} name={name} inside />}
        </>
      ) : object && field?.type === 'score' && (field as unknown as ScoreField).learnt ? (
        <Learnt key={item} object={object} name={name} />
      ) : object && field?.type === 'score' ? (
        <ScoreRules
          key={item}
          draft={draft}
          object={object}
          name={name}
          {...(own ? { onLearn: () => setToLearn(item ?? null) } : {})}
        />
      ) : (
        <List draft={draft} objects={objects} />
      )}
      <DraftBar draft={draft} text={t('scores.draftText')} />
    </>
  )
}

/** Is the score learnt as things are live? */
function isLearnt(meta: Meta, object: string, name: string): boolean {
  return (meta.objects[object]?.fields[name] as unknown as ScoreField | undefined)?.learnt === true
}

function useObjects(): readonly MetaObject[] | null {
  const meta = useMeta()
  const draft = useDraft()
  return draft ? draftObjects(meta, draft.document) : null
}

function List({ draft, objects }: { draft: ApiDraft; objects: readonly MetaObject[] }) {
  const { t } = useTranslation()
  useSay()
  const navigate = useNavigate()
  const [making, setMaking] = useState(false)
  const scores = objects.flatMap((object) =>
    Object.entries(object.fields).flatMap(([name, field]) =>
      field.type === 'score' ? [{ object, path: `${object.key}.${name}`, field: field as unknown as ScoreField }] : [],
    ),
  )
  return (
    <>
      <Head title={t('scores.title')} text={t('scores.text')}>
        <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setMaking(true)}>
          {t('scores.new')}
        </Button>
      </Head>
      <div className={settings.rows}>
        {scores.map(({ object, path, field }) => (
          <Link key={path} to="/settings/$page/$item" params={{ page: 'scores', item: path }} className={settings.row}>
            <Icon name={object.icon} />
            <span className={`clip ${settings.grow} ${settings.strong}`}>
              {pluralOf(object)} · {say(field.label)}
            </span>
            {path in draft.document.scores && <Tag tone="teal">{t('scores.own')}</Tag>}
            <span className={`number ${settings.faint}`}>
              {field.learnt || draft.document.scores[path]?.learns
                ? t('learnt.is')
                : t('scores.rules', { count: (draft.document.scores[path]?.rules ?? field.rules ?? []).length })}
            </span>
            <IconChevronRight size={15} className={settings.faint} />
          </Link>
        ))}
      </div>
      {making && (
        <NewScore
          objects={objects}
          onClose={(made) => {
            setMaking(false)
            if (made) void navigate({ to: '/settings/$page/$item', params: { page: 'scores', item: made } })
          }}
        />
      )}
    </>
  )
}
