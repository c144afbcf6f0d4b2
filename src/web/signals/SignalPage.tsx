import { IconChevronLeft, IconPlayerPause } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import { api } from '../client/api.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { type Wrong, wrongOf } from '../settings/wrong.ts'
import { Button } from '../ui/Button.tsx'
import { Input } from '../ui/Input.tsx'
import { say as toast } from '../ui/toast.tsx'
import { About } from './About.tsx'
import { BackTest } from './BackTest.tsx'
import { Fired } from './Fired.tsx'
import { Follow } from './Follow.tsx'
import { Rules } from './Rules.tsx'
import styles from './Signals.module.css'
import { SignalTag } from './SignalTag.tsx'
import { signalObject, startOf } from './signals.ts'
import { WhenEditor } from './WhenEditor.tsx'

const tabs = ['design', 'fired', 'about'] as const

/** One signal: what it says beside what it would have done, what fired, and what is settled about it. Nothing is kept before it is saved. */
export function SignalPage({ record }: { record: ApiRecord | null }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const navigate = useNavigate()
  const status = record ? String(record['status']) : 'draft'
  const live = status === 'live'
  const [tab, setTab] = useState<(typeof tabs)[number]>(live ? 'fired' : 'design')
  const [name, setName] = useState(record ? String(record['name']) : '')
  const [definition, setDefinition] = useState<SignalDefinition>(
    () => (record?.['definition'] as SignalDefinition | null) ?? startOf(meta, 'change', null),
  )
  const [errors, setErrors] = useState<Wrong>({})
  const mayEdit = !record || meta.user.admin || (record['owner'] as { id?: string } | null)?.id === meta.user.id
  const editable = mayEdit && !live

  const save = async (): Promise<string> => {
    const values = { name, definition }
    const id = record ? record.id : (await api.create(signalObject, values)).id
    if (record) await api.update(signalObject, record.id, values)
    setErrors({})
    await refreshed()
    return id
  }
  const act = async (what: 'save' | 'on' | 'off') => {
    try {
      const id = what === 'off' ? record!.id : await save()
      if (what !== 'save') await api.act(signalObject, id, what === 'on' ? 'switchOn' : 'switchOff', {})
      toast(t(`signals.done.${what}`))
      await refreshed()
      if (!record) await navigate({ to: '/settings/$page/$item', params: { page: 'signals', item: id } })
    } catch (error) {
      setTab('design')
      setErrors(wrongOf(error))
    }
  }
  const said = errors['']

  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <Link to="/settings/$page" params={{ page: 'signals' }} className={styles.back} aria-label={t('signals.title')}>
          <IconChevronLeft size={16} />
        </Link>
        {editable ? (
          <Input
            className={styles.name}
            aria-label={t('signals.name')}
            placeholder={t('signals.name')}
            value={name}
            maxLength={80}
            aria-invalid={errors['name'] ? true : undefined}
            onChange={({ target }) => setName(target.value)}
          />
        ) : (
          <h2 className="clip">{name}</h2>
        )}
        <SignalTag status={status} />
        <span className={styles.grow} />
        {editable && (
          <Button small onClick={() => void act('save')}>
            {t('signals.save')}
          </Button>
        )}
        {editable && (
          <Button small look="primary" onClick={() => void act('on')}>
            {t('signals.on')}
          </Button>
        )}
        {mayEdit && live && (
          <Button small icon={<IconPlayerPause size={14} />} onClick={() => void act('off')}>
            {t('signals.off')}
          </Button>
        )}
      </header>
      {(errors['name'] ?? said) && (
        <p role="alert" className={styles.wrong}>
          {errors['name'] ?? said}
        </p>
      )}
      {record && (
        <div className={styles.tabs} role="tablist">
          {tabs.map((one) => (
            <button key={one} type="button" role="tab" aria-selected={tab === one} onClick={() => setTab(one)}>
              {t(`signals.tabs.${one}`)}
            </button>
          ))}
        </div>
      )}
      {tab === 'design' && (
        <div className={styles.design}>
          <div className={styles.editor}>
            <section inert={!editable}>
              <WhenEditor definition={definition} errors={errors} onChange={setDefinition} />
              <Rules definition={definition} errors={errors} onChange={setDefinition} />
            </section>
            <Follow record={record} definition={definition} name={name} mayEdit={mayEdit} />
          </div>
          <BackTest definition={definition} signal={record?.id ?? null} onWrong={setErrors} />
        </div>
      )}
      {tab === 'fired' && record && <Fired signal={record.id} definition={definition} />}
      {tab === 'about' && record && <About record={record} mayEdit={mayEdit} />}
    </div>
  )
}

async function refreshed(): Promise<void> {
  refresh(signalObject)
  await queries.invalidateQueries({ queryKey: ['list', signalObject] })
}
