import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { ApprovalPolicy } from '#kernel/approval.ts'
import { nounOf } from '../app/navigation.ts'
import { api } from '../client/api.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Head } from '../settings/Head.tsx'
import settings from '../settings/Settings.module.css'
import { Bone } from '../ui/Bone.tsx'
import { Empty } from '../ui/Empty.tsx'
import { say, useSay } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import styles from './Policies.module.css'
import { PolicyPage } from './PolicyPage.tsx'
import { begin, policyObject, type Template, templates } from './policies.ts'

/** What needs approval in the company, or one policy of it. */
export function Policies() {
  const { item } = useParams({ strict: false }) as { item?: string }
  const policies = useQuery({
    queryKey: ['list', policyObject, 'settings'],
    queryFn: async ({ signal }) => (await api.list(policyObject, { sort: ['name'], limit: 200 }, signal)).data,
  })
  if (!policies.data) return <Bone width="60%" />
  const policy = policies.data.find(({ id }) => id === item)
  return policy ? <PolicyPage key={policy.id} record={policy} /> : <List policies={policies.data} />
}

function List({ policies }: { policies: readonly ApiRecord[] }) {
  const { t } = useTranslation()
  useSay()
  const meta = useMeta()
  const navigate = useNavigate()
  const make = async (template: Template) => {
    const start = begin(template, meta)
    if (!start) return
    // A new one says nothing yet of who decides here: it waits until somebody has looked at it.
    const name = t(`approvalRules.template.${template}`)
    const { id } = await api.create(policyObject, { name, active: false, ...start })
    refresh(policyObject)
    await navigate({ to: '/settings/$page/$item', params: { page: 'approvals', item: id } })
  }
  return (
    <>
      <Head title={t('approvals.title')} text={t('approvalRules.text')} />
      {policies.length === 0 && <Empty title={t('approvalRules.none')} text={t('approvalRules.noneText')} />}
      {policies.length > 0 && (
        <div className={settings.rows}>
          {policies.map((policy) => (
            <Row key={policy.id} policy={policy} />
          ))}
        </div>
      )}
      <h3 className={styles.group}>{t('approvalRules.templates')}</h3>
      <div className={styles.templates}>
        {templates
          .filter((template) => begin(template, meta))
          .map((template) => (
            <button key={template} type="button" onClick={() => void make(template).catch(complain)}>
              <b>{t(`approvalRules.template.${template}`)}</b>
              <span>{t(`approvalRules.templateText.${template}`)}</span>
            </button>
          ))}
      </div>
    </>
  )
}

function Row({ policy }: { policy: ApiRecord }) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const object = objects[String(policy['about'])]
  const definition = policy['definition'] as ApprovalPolicy | null
  const of = definition?.of
  const what =
    of?.do === 'update'
      ? of.fields.map((key) => (object?.fields[key] ? say(object.fields[key].label) : key)).join(t('approvals.and'))
      : of?.do === 'action'
        ? (object?.actions.find(({ key }) => key === of.action)?.label ?? null)
        : null
  const words = typeof what === 'string' ? what : what ? say(what) : of ? t(`approvalRules.of.${of.do}`) : ''
  return (
    <Link
      to="/settings/$page/$item"
      params={{ page: 'approvals', item: policy.id }}
      className={settings.row}
      onClick={() => void queries.invalidateQueries({ queryKey: ['list', policyObject] })}
    >
      <span className={`clip ${settings.grow}`}>
        <span className={settings.strong}>{String(policy['name'])}</span>{' '}
        <span className={styles.faint}>
          {object ? nounOf(object) : String(policy['about'])} · {words}
        </span>
      </span>
      {policy['active'] !== true && <Tag>{t('approvalRules.off')}</Tag>}
    </Link>
  )
}
