import { IconChevronRight, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { pluralOf } from '../../app/navigation.ts'
import { useMeta } from '../../client/queries.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { Head } from '../Head.tsx'
import settings from '../Settings.module.css'
import { DraftBar } from './DraftBar.tsx'
import { useDraft } from './draft.ts'
import { draftObject, draftObjects } from './draftObject.ts'
import styles from './Fit.module.css'
import { ObjectFit } from './ObjectFit.tsx'
import { ObjectForm } from './ObjectForm.tsx'

/** Objects and fields: what the company keeps about its customers, fitted without code. */
export function Objects() {
  const { t } = useTranslation()
  const { item } = useParams({ strict: false }) as { item?: string }
  const meta = useMeta()
  const draft = useDraft()
  if (!draft) return <Bone width="60%" />
  const object = item ? draftObject(meta, draft.document, item) : null
  return (
    <>
      {object ? <ObjectFit key={object.key} draft={draft} object={object} /> : <List />}
      <DraftBar draft={draft} text={t('fit.draftText')} />
    </>
  )
}

function List() {
  const { t } = useTranslation()
  const meta = useMeta()
  const navigate = useNavigate()
  const draft = useDraft()!
  const [making, setMaking] = useState(false)
  const { document } = draft
  return (
    <>
      <Head title={t('fit.objects')} text={t('fit.objectsText')}>
        <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setMaking(true)}>
          {t('fit.newObject')}
        </Button>
      </Head>
      <div className={settings.rows}>
        {inOrder(draftObjects(meta, document)).map((object) => {
          const own = Object.keys(document.fields).filter((path) => path.startsWith(`${object.key}.`)).length
          return (
            <Link
              key={object.key}
              to="/settings/$page/$item"
              params={{ page: 'objects', item: object.key }}
              className={settings.row}
            >
              <Icon name={object.icon} />
              <span className={`clip ${settings.grow} ${settings.strong}`}>{pluralOf(object)}</span>
              {object.key in document.objects && <Tag tone="teal">{t('fit.custom')}</Tag>}
              {!meta.objects[object.key] && <Tag tone="yellow">{t('fit.unpublished')}</Tag>}
              <span className={`number ${settings.faint} ${styles.count}`}>
                {own > 0 ? t('fit.ownFields', { count: own }) : ''}
              </span>
              <IconChevronRight size={15} className={settings.faint} />
            </Link>
          )
        })}
      </div>
      {making && (
        <ObjectForm
          draft={draft}
          name={null}
          onClose={(made) => {
            setMaking(false)
            if (made) void navigate({ to: '/settings/$page/$item', params: { page: 'objects', item: made } })
          }}
        />
      )}
    </>
  )
}

/** Those of the engine's own that nobody fits to a business. */
const house = new Set(['savedView', 'file', 'role'])

/** What people work with first, then its parts and settings. */
function inOrder(objects: readonly MetaObject[]): readonly MetaObject[] {
  const fit = objects.filter((object) => !house.has(object.key))
  return [...fit.filter((object) => !object.nested), ...fit.filter((object) => object.nested)]
}
