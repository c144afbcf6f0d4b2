import { IconChevronRight, IconEye, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiDraft } from '#kernel/api-configuration.ts'
import type { Section } from '#kernel/configuration.ts'
import type { Label } from '#kernel/label.ts'
import { pluralOf } from '../../app/navigation.ts'
import { useMeta } from '../../client/queries.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatNumber } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import { Tag } from '../../ui/Tag.tsx'
import settings from '../Settings.module.css'
import { liveQuery } from './draft.ts'
import { isCustom } from './draftObject.ts'
import { ConditionForm, FieldForm } from './FieldForm.tsx'
import styles from './Fit.module.css'
import { LayoutForm } from './LayoutForm.tsx'
import { ObjectForm } from './ObjectForm.tsx'
import { RemoveDialog } from './RemoveDialog.tsx'
import { RuleForm } from './RuleForm.tsx'
import { ViewForm } from './ViewForm.tsx'
import { WordsForm } from './WordsForm.tsx'

type Props = { draft: ApiDraft; object: MetaObject }
type Tab = 'fields' | 'rules' | 'layouts' | 'views'
const tabs: readonly Tab[] = ['fields', 'rules', 'layouts', 'views']

/** One object: its fields, the rules that its records keep, how they look and which lists stand ready. */
export function ObjectFit({ draft, object }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [tab, setTab] = useState<Tab>('fields')
  const [editing, setEditing] = useState(false)
  const [removing, setRemoving] = useState(false)
  const own = object.key in draft.document.objects
  return (
    <>
      <nav className={styles.path} aria-label={t('fit.objects')}>
        <Link to="/settings/$page" params={{ page: 'objects' }}>
          {t('fit.objects')}
        </Link>
        <IconChevronRight size={13} />
        <h2>{pluralOf(object)}</h2>
        {own && (
          <>
            <IconButton small label={t('do.edit')} onClick={() => setEditing(true)}>
              <IconPencil size={15} />
            </IconButton>
            <IconButton small label={t('do.delete')} onClick={() => setRemoving(true)}>
              <IconTrash size={15} />
            </IconButton>
          </>
        )}
      </nav>
      <fieldset className={settings.pills} aria-label={pluralOf(object)}>
        {tabs.map((one) => (
          <button key={one} type="button" aria-pressed={tab === one} onClick={() => setTab(one)}>
            {t(`fit.tabs.${one}`)}
          </button>
        ))}
      </fieldset>
      {tab === 'fields' ? (
        <Fields draft={draft} object={object} />
      ) : (
        <Items draft={draft} object={object} section={tab} />
      )}
      {editing && <ObjectForm draft={draft} name={object.key} onClose={() => setEditing(false)} />}
      {removing && (
        <RemoveDialog
          section="objects"
          name={object.key}
          label={object.label}
          onClose={(removed) => {
            setRemoving(false)
            if (removed) void navigate({ to: '/settings/$page', params: { page: 'objects' } })
          }}
        />
      )}
    </>
  )
}

function Fields({ draft, object }: Props) {
  const { t } = useTranslation()
  const live = useQuery(liveQuery).data
  const shown = useMeta().objects[object.key]?.fields
  const [form, setForm] = useState<{ is: 'field' | 'condition' | 'words'; name: string | null } | null>(null)
  const [made, setMade] = useState(0)
  const [removing, setRemoving] = useState<string | null>(null)
  const close = () => setForm(null)
  const rows = Object.entries(object.fields).filter(
    ([key, field]) => !field.system || isCustom(draft.document, object.key, key),
  )
  return (
    <>
      <div className={styles.tools}>
        <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setForm({ is: 'field', name: null })}>
          {t('fit.newField')}
        </Button>
      </div>
      <div className={settings.rows}>
        {rows.map(([key, field]) => {
          const path = `${object.key}.${key}`
          const custom = isCustom(draft.document, object.key, key)
          const count = live?.counts.fields[path]
          const condition = draft.document.conditions[path]
          return (
            <div key={key} className={`${settings.row} ${styles.field}`}>
              <span className={`clip ${settings.strong}`}>
                {say(field.label)}
                {field.required && <span className={styles.star}> *</span>}
              </span>
              <span className={`clip ${settings.faint}`}>{t(`fit.types.${field.type as 'text'}`)}</span>
              <code className={`clip ${settings.faint} ${styles.desk}`}>{key}</code>
              <span className={styles.tags}>
                {custom && <Tag tone="teal">{t('fit.custom')}</Tag>}
                {custom && !shown?.[key] && <Tag tone="yellow">{t('fit.unpublished')}</Tag>}
                {field.index && custom && <Tag>{t('fit.filterable')}</Tag>}
                {condition && <Tag tone="violet">{t('fit.conditional')}</Tag>}
                {typeof count === 'number' && (
                  <span className={`number ${settings.faint}`}>{t('fit.filled', { count: formatNumber(count) })}</span>
                )}
              </span>
              <span className={styles.buttons}>
                <IconButton
                  small
                  label={`${t('fit.conditions')} ${say(field.label)}`}
                  onClick={() => setForm({ is: 'condition', name: key })}
                >
                  <IconEye size={15} />
                </IconButton>
                {!custom && (
                  <IconButton
                    small
                    label={`${t('do.edit')} ${say(field.label)}`}
                    onClick={() => setForm({ is: 'words', name: key })}
                  >
                    <IconPencil size={15} />
                  </IconButton>
                )}
                {custom && (
                  <>
                    <IconButton
                      small
                      label={`${t('do.edit')} ${say(field.label)}`}
                      onClick={() => setForm({ is: 'field', name: key })}
                    >
                      <IconPencil size={15} />
                    </IconButton>
                    <IconButton small label={`${t('do.delete')} ${say(field.label)}`} onClick={() => setRemoving(key)}>
                      <IconTrash size={15} />
                    </IconButton>
                  </>
                )}
              </span>
            </div>
          )
        })}
      </div>
      {form?.is === 'field' && (
        <FieldForm
          key={made}
          draft={draft}
          object={object}
          name={form.name}
          onClose={close}
          onNext={() => setMade(made + 1)}
        />
      )}
      {form?.is === 'words' && form.name && (
        <WordsForm draft={draft} object={object} name={form.name} onClose={close} />
      )}
      {form?.is === 'condition' && form.name && (
        <ConditionForm draft={draft} object={object} name={form.name} onClose={close} />
      )}
      {removing && (
        <RemoveDialog
          section="fields"
          name={`${object.key}.${removing}`}
          label={object.fields[removing]!.label}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  )
}

const forms = { rules: RuleForm, layouts: LayoutForm, views: ViewForm } as const

/** Rules, layouts or lists of an object: a name, why it is there, how often it is used. */
function Items({ draft, object, section }: Props & { section: 'rules' | 'layouts' | 'views' }) {
  const { t } = useTranslation()
  const live = useQuery(liveQuery).data
  const [form, setForm] = useState<{ name: string | null } | null>(null)
  const [removing, setRemoving] = useState<{ name: string; label: Label } | null>(null)
  const items = Object.entries(draft.document[section]).filter(([, item]) => item.object === object.key)
  const Form = forms[section]
  return (
    <>
      <div className={styles.tools}>
        <Button look="primary" icon={<IconPlus size={15} />} onClick={() => setForm({ name: null })}>
          {t(section === 'rules' ? 'fit.newRule' : section === 'layouts' ? 'fit.newLayout' : 'fit.newView')}
        </Button>
      </div>
      {items.length === 0 && <Empty title={t(`fit.none.${section}`)} text={t(`fit.noneText.${section}`)} />}
      <div className={settings.rows}>
        {items.map(([name, item]) => {
          const count = live?.counts[section as Section]?.[name]
          return (
            <div key={name} className={settings.row}>
              <span className={`clip ${settings.grow}`}>
                <span className={settings.strong}>{say(item.label)}</span>
                {item.reason && <span className={settings.faint}> · {item.reason}</span>}
              </span>
              {item.reviewAt && <Tag>{t('fit.reviewOn', { day: item.reviewAt })}</Tag>}
              {typeof count === 'number' && (
                <span className={`number ${settings.faint}`}>
                  {t(section === 'rules' ? 'fit.refused' : 'fit.used', { count: formatNumber(count) })}
                </span>
              )}
              <IconButton small label={`${t('do.edit')} ${say(item.label)}`} onClick={() => setForm({ name })}>
                <IconPencil size={15} />
              </IconButton>
              <IconButton
                small
                label={`${t('do.delete')} ${say(item.label)}`}
                onClick={() => setRemoving({ name, label: item.label })}
              >
                <IconTrash size={15} />
              </IconButton>
            </div>
          )
        })}
      </div>
      {form && <Form draft={draft} object={object} name={form.name} onClose={() => setForm(null)} />}
      {removing && <RemoveDialog section={section} {...removing} onClose={() => setRemoving(null)} />}
    </>
  )
}
