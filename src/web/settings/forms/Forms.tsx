import { IconChevronRight, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { api } from '../../client/api.ts'
import { refresh, useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Tag } from '../../ui/Tag.tsx'
import { Head } from '../Head.tsx'
import settings from '../Settings.module.css'
import { FormPage } from './FormPage.tsx'
import styles from './Forms.module.css'
import { formObject, useCounts, useForms } from './forms.ts'

/** The forms on the company's website: all of them, or one with what it asks and how it looks. */
export function Forms() {
  const { item } = useParams({ strict: false }) as { item?: string }
  const forms = useForms()
  if (!forms.data) return <Bone width="60%" />
  const form = forms.data.find(({ id }) => id === item)
  return form ? <FormPage key={form.id} form={form} /> : <List forms={forms.data} />
}

function List({ forms }: { forms: readonly ApiRecord[] }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const counts = useCounts()
  const mayCreate = useMeta().objects[formObject]?.rights.create === true
  const make = async () => {
    const { id } = await api.create(formObject, {
      name: t('forms.starter'),
      heading: t('forms.starter'),
      inputs: [
        { field: 'name', required: true },
        { field: 'company' },
        { field: 'mobile', required: true },
        { field: 'email' },
        { field: 'need' },
      ],
    })
    refresh(formObject)
    await navigate({ to: '/settings/$page/$item', params: { page: 'forms', item: id } })
  }
  return (
    <>
      <Head title={t('forms.title')} text={t('forms.text')}>
        {mayCreate && (
          <Button look="primary" icon={<IconPlus size={15} />} onClick={() => void make().catch(complain)}>
            {t('forms.new')}
          </Button>
        )}
      </Head>
      {forms.length === 0 && <Empty title={t('forms.none')} text={t('forms.noneText')} />}
      {forms.length > 0 && (
        <div className={settings.rows}>
          {forms.map((form) => (
            <Row
              key={form.id}
              form={form}
              taken={counts.get(`${form.id} taken`) ?? 0}
              held={counts.get(`${form.id} spam`) ?? 0}
            />
          ))}
        </div>
      )}
    </>
  )
}

function Row({ form, taken, held }: { form: ApiRecord; taken: number; held: number }) {
  const { t } = useTranslation()
  return (
    <Link to="/settings/$page/$item" params={{ page: 'forms', item: form.id }} className={settings.row}>
      <span className={`clip ${settings.grow} ${settings.strong}`}>{String(form['name'])}</span>
      {held > 0 && (
        <span className={`number ${styles.count}`}>{t('forms.held', { count: held, number: formatNumber(held) })}</span>
      )}
      <span className={`number ${styles.count}`}>
        {t('forms.leads', { count: taken, number: formatNumber(taken) })}
      </span>
      {form['active'] !== true && <Tag tone="gray">{t('forms.closed')}</Tag>}
      <IconChevronRight size={15} className={settings.faint} />
    </Link>
  )
}
