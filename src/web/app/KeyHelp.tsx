import { useTranslation } from 'react-i18next'
import { useMeta } from '../client/queries.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Keys } from '../ui/Keys.tsx'
import styles from './KeyHelp.module.css'
import { goLetters, pluralOf } from './navigation.ts'

/** All keys on one sheet. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const letters = Object.entries(goLetters(useMeta()))
  return (
    <Dialog open title={t('shell.keys')} onClose={onClose} wide>
      <div className={styles.columns}>
        <Group title={t('keys.anywhere')}>
          <Row keys="mod+k" words={t('keys.palette')} />
          <Row keys="c" words={t('keys.create')} />
          <Row keys="?" words={t('keys.help')} />
          <Row keys="i" words={t('notices.title')} />
          <Row keys="[" words={t('shell.collapse')} />
          <Row keys="g+t" words={t('keys.today')} />
          {letters.map(([letter, object]) => (
            <Row key={letter} keys={`g+${letter}`} words={pluralOf(object)} />
          ))}
          <Row keys="g+s" words={t('shell.settings')} />
        </Group>
        <div>
          <Group title={t('keys.inLists')}>
            <Row keys="/" words={t('keys.filter')} />
            <Row keys="j" words={t('keys.down')} />
            <Row keys="k" words={t('keys.up')} />
            <Row keys="o" words={t('keys.open')} />
            <Row keys="space" words={t('keys.peek')} />
            <Row keys="enter" words={t('keys.edit')} />
            <Row keys="x" words={t('keys.select')} />
            <Row keys="esc" words={t('keys.close')} />
          </Group>
          <Group title={t('keys.onPages')}>
            <Row keys="mod+enter" words={t('keys.save')} />
            <Row keys="b" words={t('favourites.add')} />
          </Group>
        </div>
      </div>
    </Dialog>
  )
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={styles.group}>
      <h3>{title}</h3>
      <dl>{children}</dl>
    </section>
  )
}

function Row({ keys, words }: { keys: string; words: string }) {
  return (
    <div className={styles.row}>
      <dt>{words}</dt>
      <dd>
        <Keys of={keys} />
      </dd>
    </div>
  )
}
